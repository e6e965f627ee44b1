import { NotebookError } from "../core/errors.js";
import { cellIdFrom } from "./cell-id.js";
import type { JsonValue } from "./json-value.js";
import { keptText } from "./large/kept-text.js";
import { repairIds } from "./repair-ids.js";
import { shortJson } from "./short-json.js";
import type { Notebook } from "./types.js";
import { isCount, type NotebookProblem } from "./validate-parts.js";

/** The minor version that notebooks are brought to; 4.6 and later are rewritten to it too, as nbformat does. */
export const NBFORMAT_MINOR = 5;

/**
 * Brings a notebook of format 4 to 4.5, in place. Below 4.5 every cell gets a new id, even one that had an id; ids
 * follow from place and source, so that the same notebook upgrades to the same bytes. From 4.5 on, missing and doubled
 * ids are replaced; what was changed so is returned.
 */
export function upgradeNotebook(notebook: Notebook, where = "notebook"): NotebookProblem[] {
  const minor: JsonValue | undefined = notebook.nbformat_minor;
  if (!isCount(minor)) {
    throw new NotebookError({
      what: "a notebook of format 4 needs nbformat_minor",
      where,
      expected: "a whole number, 0 or more",
      got: minor === undefined ? "none" : shortJson(minor),
    });
  }
  let repairs: NotebookProblem[] = [];
  if (minor >= NBFORMAT_MINOR) repairs = repairIds(notebook);
  else {
    const taken = new Set<string>();
    notebook.cells.forEach((cell, index) => {
      const id = cellIdFrom(`${index}:`, taken, () => keptText(cell, "source"));
      taken.add(id);
      cell["id"] = id;
    });
  }
  notebook.nbformat_minor = NBFORMAT_MINOR;
  return repairs;
}
