import { isCellmillError, NotebookError } from "../core/errors.js";
import { checkOldShape } from "./check-old-shape.js";
import { joinCellLines } from "./join-lines.js";
import { isJsonObject, type JsonObject } from "./json-value.js";
import { keptItems } from "./large/kept-items.js";
import { keptAt } from "./large/large-members.js";
import { readJsonBytes } from "./large/read-json-bytes.js";
import { readJson } from "./read-json.js";
import { shortJson } from "./short-json.js";
import type { Notebook } from "./types.js";
import { upgradeNotebook } from "./upgrade.js";
import { separatorOfV2, separatorOfV3, upgradeFromV1 } from "./upgrade-v2.js";
import { upgradeFromV3 } from "./upgrade-v3.js";
import { linesProblem, type NotebookProblem } from "./validate-parts.js";

/** Options of `readNotebook`. */
export interface ReadNotebookOptions {
  /** Name of the notebook in messages, such as its path. */
  readonly where?: string;
  /** Bring format 4 to 4.5, where cells have ids. Default true; formats 1 to 3 are always brought to 4. */
  readonly upgrade?: boolean;
  /** Called for each missing or doubled cell id that the upgrade replaced. */
  readonly onRepair?: (repair: NotebookProblem) => void;
}

/**
 * The notebook of a JSON text: format 1 to 4, lines joined, values that files must not hold dropped. Of a text that is given as
 * UTF-8 (other bytes in it become U+FFFD), long outputs stay bytes until they are read: as JavaScript's values they may take
 * many times the file. Throws a `NotebookError` for what is no notebook; other broken rules are for `validateNotebook` to tell.
 */
export function readNotebook(json: string | Uint8Array, options: ReadNotebookOptions = {}): Notebook {
  return notebookOf(parse(json, options.where ?? "notebook"), options);
}

/** The notebook that a file's JSON object holds; the object is used up. */
export function notebookOf(json: JsonObject, options: ReadNotebookOptions = {}): Notebook {
  const where = options.where ?? "notebook";
  const isOld = json["nbformat"] !== 4;
  const notebook = toVersion4(json, where);
  for (const key of ["orig_nbformat", "orig_nbformat_minor", "signature"]) delete notebook.metadata[key];
  for (const cell of notebook.cells) {
    // The step to format 4 has joined what format 3 splits; of other MIME types a list stays one, as nbformat leaves it.
    if (!isOld) joinCellLines(cell);
    if (isJsonObject(cell.metadata)) delete cell.metadata["trusted"];
  }
  if (options.upgrade ?? true) upgradeNotebook(notebook, where).forEach((repair) => void options.onRepair?.(repair));
  return notebook;
}

function parse(json: string | Uint8Array, where: string): JsonObject {
  try {
    const value = typeof json === "string" ? readJson(json, where) : readJsonBytes(json, { where, keepLarge: true });
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!isCellmillError(error, "FormatError")) throw error;
    const { what, expected, got, where: place } = error.details;
    throw new NotebookError({
      what: `the notebook does not appear to be JSON: ${what}`,
      where: place ?? where,
      ...(expected === undefined ? {} : { expected }),
      ...(got === undefined ? {} : { got }),
      cause: error,
    });
  }
  throw new NotebookError({ what: "a notebook is a JSON object", where });
}

function toVersion4(notebook: JsonObject, where: string): Notebook {
  const version = notebook["nbformat"] === undefined ? 1 : notebook["nbformat"];
  if (version === 1 || version === 2 || version === 3) checkOldShape(notebook, version, where);
  if (version === 1) return checkShape(upgradeFromV3(upgradeFromV1(notebook), separatorOfV2, where), where);
  if (version === 2) return checkShape(upgradeFromV3(notebook, separatorOfV2, where), where);
  if (version === 3) return checkShape(upgradeFromV3(notebook, separatorOfV3, where), where);
  if (version !== 4) {
    throw new NotebookError({
      what: `unsupported notebook format ${shortJson(version)}`,
      where,
      expected: "format 1, 2, 3 or 4",
    });
  }
  return checkShape(withOutputs(notebook), where);
}

/** The notebook with an empty list of outputs for code cells that have none, as some tools write them. */
function withOutputs(notebook: JsonObject): JsonObject {
  const { cells } = notebook;
  for (const cell of Array.isArray(cells) ? cells : []) {
    if (isJsonObject(cell) && cell["cell_type"] === "code" && keptAt(cell, "outputs") === undefined)
      cell["outputs"] = [];
  }
  return notebook;
}

/** Refuses what the rest of the code could not walk: no list of cells, cells that are no objects or have no source. */
function checkShape(notebook: JsonObject, where: string): Notebook {
  if (!Array.isArray(notebook["cells"])) throw new NotebookError({ what: "the notebook has no list of cells", where });
  if (!isJsonObject(notebook["metadata"])) throw new NotebookError({ what: "the notebook has no metadata", where });
  notebook["cells"].forEach((cell, index) => {
    const place = `${where}: cell ${index + 1}`;
    if (!isJsonObject(cell)) throw new NotebookError({ what: "a cell is a JSON object", where: place });
    if (!isJsonObject(cell["metadata"])) throw new NotebookError({ what: "the cell has no metadata", where: place });
    if (typeof cell["cell_type"] !== "string")
      throw new NotebookError({ what: "the cell has no cell_type", where: place });
    if (linesProblem(keptAt(cell, "source") ?? null, "").length > 0)
      throw new NotebookError({ what: "the cell has no source", where: place, expected: "a text or a list of texts" });
    if (cell["cell_type"] === "code" && keptItems(keptAt(cell, "outputs")) === undefined)
      throw new NotebookError({ what: "the code cell has no list of outputs", where: place });
  });
  return notebook as Notebook;
}
