import { NotebookError } from "../core/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.js";
import { shortJson } from "./short-json.js";

/**
 * Throws for a file of format 1 to 3 that is no notebook: any JSON object without a format is taken for format 1, so it must
 * have that one's cells.
 */
export function checkOldShape(notebook: JsonObject, version: 1 | 2 | 3, where: string): void {
  if (version === 1) {
    checkCells(notebook["cells"], (type) => type === "code" || type === "text", where);
    return;
  }
  const { worksheets, metadata } = notebook;
  if (!Array.isArray(worksheets)) throw new NotebookError({ what: "the notebook has no list of worksheets", where });
  if (!isJsonObject(metadata)) throw new NotebookError({ what: "the notebook has no metadata", where });
  for (const [index, sheet] of worksheets.entries()) {
    const cells = isJsonObject(sheet) ? sheet["cells"] : undefined;
    checkCells(cells, (type) => typeof type === "string", `${where}: worksheet ${index + 1}`);
  }
}

function checkCells(cells: JsonValue | undefined, isType: (type: unknown) => boolean, where: string): void {
  if (!Array.isArray(cells)) throw new NotebookError({ what: "the notebook has no list of cells", where });
  for (const [index, cell] of cells.entries()) {
    const place = `${where}: cell ${index + 1}`;
    if (!isJsonObject(cell)) throw new NotebookError({ what: "a cell is a JSON object", where: place });
    if (!isType(cell["cell_type"])) throw new NotebookError({ what: "the cell has no cell_type", where: place });
    if (cell["cell_type"] === "heading") checkLevel(cell["level"], place);
  }
}

/** More marks than this are no heading. */
const MAX_LEVEL = 1000;

function checkLevel(level: JsonValue | undefined, where: string): void {
  if (level === undefined || level === null) return;
  if (typeof level === "number" && Number.isInteger(level) && level <= MAX_LEVEL) return;
  const expected = `a whole number up to ${MAX_LEVEL}`;
  throw new NotebookError({ what: "the heading has an impossible level", where, expected, got: shortJson(level) });
}
