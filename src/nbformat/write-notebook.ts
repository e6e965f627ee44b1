import { jsonPieces } from "./json-pieces.js";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.js";
import { isSplitMime } from "./mime.js";
import { type JsonTree, type JsonTreeObject, TextLines } from "./text-lines.js";
import type { Cell, Notebook } from "./types.js";
import { sortedKeys, writeJson } from "./write-json.js";

/** Metadata that a file never holds. */
const TRANSIENT = new Set(["orig_nbformat", "orig_nbformat_minor", "signature"]);

/** The notebook as Python's `nbformat.writes` gives it, byte for byte, without a final line end. */
export function writeNotebook(notebook: Notebook): string {
  return [...notebookTextPieces(notebook)].join("");
}

/** What `writeNotebook` gives, in pieces that are made one by one; the notebook must not change meanwhile. */
export function* notebookTextPieces(notebook: Notebook): Generator<string> {
  for (const part of notebookPieces(notebook, (cell) => jsonPieces(splitCell(cell), CELL_LEVEL))) {
    if (typeof part === "string") yield part;
    else yield* part;
  }
}

/**
 * The pieces that `writeNotebook` lays end to end, one by one, so that a file can be written without holding its text.
 * `cellPiece` gives a cell's text as `writeCell` does, or whatever the caller keeps in its place, such as its bytes.
 */
export function* notebookPieces<T>(notebook: Notebook, cellPiece: (cell: Cell) => T): Generator<string | T> {
  let separator = "{\n ";
  for (const key of sortedKeys(notebook)) {
    yield `${separator}${JSON.stringify(key)}: `;
    if (key === "cells") yield* cellList(notebook.cells, cellPiece);
    else if (key === "metadata") yield writeJson(omit(notebook.metadata, TRANSIENT), 1);
    else yield writeJson(notebook[key] as JsonValue, 1);
    separator = ",\n ";
  }
  yield "\n}";
}

function* cellList<T>(cells: readonly Cell[], cellPiece: (cell: Cell) => T): Generator<string | T> {
  if (cells.length === 0) {
    yield "[]";
    return;
  }
  let separator = "[\n  ";
  for (const cell of cells) {
    yield separator;
    yield cellPiece(cell);
    separator = ",\n  ";
  }
  yield "\n ]";
}

/** Objects and lists that a cell of a notebook file lies in. */
const CELL_LEVEL = 2;

/** One cell as it stands in a notebook file, where it is two levels deep. */
export function writeCell(cell: Cell): string {
  return [...jsonPieces(splitCell(cell), CELL_LEVEL)].join("");
}

/**
 * What `writeCell` gives at this moment, in pieces that are made when they are asked for, once: what changes in the cell
 * after the call does not show in them.
 */
export function cellPieces(cell: Cell): Generator<string> {
  return jsonPieces(copyTree(splitCell(cell)), CELL_LEVEL);
}

/** A copy of all objects and lists; texts, which nobody can change, are shared. */
function copyTree(tree: JsonTree): JsonTree {
  if (Array.isArray(tree)) return tree.map((item) => copyTree(item));
  if (tree instanceof TextLines || !isJsonObject(tree)) return tree;
  return mapValues(tree, (value) => copyTree(value));
}

const TRUSTED: ReadonlySet<string> = new Set(["trusted"]);

/** The cell with its texts as lists of lines; the given cell stays as it is. */
function splitCell(cell: Cell): JsonTreeObject {
  const copy: JsonTreeObject = { ...cell };
  if (typeof cell.source === "string") copy["source"] = new TextLines(cell.source);
  if (isJsonObject(cell.metadata)) copy["metadata"] = omit(cell.metadata, TRUSTED);
  const attachments = cell["attachments"];
  if (isJsonObject(attachments)) copy["attachments"] = mapValues(attachments, splitBundle);
  if (cell.cell_type === "code" && Array.isArray(cell["outputs"])) copy["outputs"] = cell["outputs"].map(splitOutput);
  return copy;
}

function splitOutput(output: JsonValue): JsonTree {
  if (!isJsonObject(output)) return output;
  const type = output["output_type"];
  if (type === "stream" && typeof output["text"] === "string")
    return { ...output, text: new TextLines(output["text"]) };
  if ((type === "execute_result" || type === "display_data") && isJsonObject(output["data"]))
    return { ...output, data: splitBundle(output["data"]) };
  return output;
}

function splitBundle(bundle: JsonValue): JsonTree {
  if (!isJsonObject(bundle)) return bundle;
  return mapValues(bundle, (value, mime) =>
    typeof value === "string" && isSplitMime(mime) ? new TextLines(value) : value,
  );
}

// Object.fromEntries defines own properties, so a key `__proto__` survives.
function mapValues(object: JsonObject, map: (value: JsonValue, key: string) => JsonTree): JsonTreeObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value as JsonValue, key)]));
}

function omit(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}
