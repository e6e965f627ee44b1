import { NotebookError } from "../core/errors.js";
import { cellIdFrom } from "./cell-id.js";
import type { Notebook } from "./types.js";

/** The minor version that notebooks are brought to; 4.6 and later are rewritten to it too, as nbformat does. */
export const NBFORMAT_MINOR = 5;

/**
 * Brings a notebook of format 4 to 4.5, in place. Below 4.5 every cell gets a new id, even one that had an id; ids
 * follow from place and source, so that the same notebook upgrades to the same bytes.
 */
export function upgradeNotebook(notebook: Notebook, where = "notebook"): void {
  const minor = notebook.nbformat_minor as number | undefined;
  if (minor === undefined) {
    throw new NotebookError({ what: "a notebook of format 4 needs nbformat_minor, which is missing", where });
  }
  if (minor === NBFORMAT_MINOR) return;
  if (minor < NBFORMAT_MINOR) {
    const taken = new Set<string>();
    notebook.cells.forEach((cell, index) => {
      const id = cellIdFrom(`${index}:${cell.source}`, taken);
      taken.add(id);
      cell["id"] = id;
    });
  }
  notebook.nbformat_minor = NBFORMAT_MINOR;
}
