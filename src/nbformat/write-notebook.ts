import { jsonPieces } from "./json-pieces.js";
import { isJsonObject, type JsonObject, LargeValue } from "./json-value.js";
import { keptAt } from "./large/large-members.js";
import { LargeJson, LargeText } from "./large/large-value.js";
import { PackedOutputs } from "./large/packed-outputs.js";
import { isSplitMime } from "./mime.js";
import { type JsonTree, type JsonTreeObject, OUTPUT_LEVEL, TextLines, TreeItems, WrittenItems } from "./text-lines.js";
import type { Cell, Notebook, Output } from "./types.js";
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
 * `cellPiece` gives a cell's text as `writeCell` does, or whatever the caller keeps in its place, such as its bytes; so does
 * `largePiece` for long metadata that are kept as bytes.
 */
export function* notebookPieces<T>(
  notebook: Notebook,
  cellPiece: (cell: Cell) => T,
  largePiece?: (large: LargeValue, level: number) => T,
): Generator<string | T> {
  let separator = "{\n ";
  for (const key of sortedKeys(notebook)) {
    yield `${separator}${JSON.stringify(key)}: `;
    if (key === "cells") yield* cellList(notebook.cells, cellPiece);
    else if (key === "metadata") yield* members(omit(notebook.metadata, TRANSIENT), largePiece);
    else yield* jsonPieces(keptAt(notebook, key) as JsonTree, 1);
    separator = ",\n ";
  }
  yield "\n}";
}

/** An object of the first level; the long ones of its members come as the caller has them. */
function* members<T>(
  object: JsonTreeObject,
  largePiece?: (large: LargeValue, level: number) => T,
): Generator<string | T> {
  const keys = largePiece === undefined ? [] : sortedKeys(object).filter((key) => object[key] instanceof LargeValue);
  if (largePiece === undefined || keys.length === 0) {
    yield* jsonPieces(object, 1);
    return;
  }
  let separator = "{\n  ";
  for (const key of sortedKeys(object)) {
    yield `${separator}${JSON.stringify(key)}: `;
    const value = object[key] as JsonTree;
    if (value instanceof LargeValue) yield largePiece(value, 2);
    else yield* jsonPieces(value, 2);
    separator = ",\n  ";
  }
  yield "\n }";
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
 * What `writeCell` gives at this moment, in pieces that are made whenever they are asked for: what changes in the cell after
 * the call does not show in them.
 */
export function cellPieces(cell: Cell): Iterable<string> {
  const tree = copyTree(splitCell(cell));
  return { [Symbol.iterator]: () => jsonPieces(tree, CELL_LEVEL) };
}

/** The list of a code cell's outputs as it stands in a notebook file, in pieces that are made one by one. */
export function outputsPieces(outputs: readonly Output[]): Generator<string> {
  return jsonPieces(new TreeItems(() => mapItems(outputs, splitOutput)), CELL_LEVEL + 1);
}

/** One output as it stands in a notebook file, in pieces that are made one by one. */
export function outputPieces(output: Output): Generator<string> {
  return jsonPieces(splitOutput(output), OUTPUT_LEVEL);
}

/** A copy of all objects and lists; texts and what is kept as bytes, which nobody can change, are shared. */
function copyTree(tree: JsonTree): JsonTree {
  if (Array.isArray(tree)) return tree.map((item) => copyTree(item));
  if (tree instanceof TextLines || tree instanceof TreeItems || tree instanceof WrittenItems) return tree;
  if (!isJsonObject(tree)) return tree;
  return mapMembers(tree, (value) => copyTree(value));
}

const TRUSTED: ReadonlySet<string> = new Set(["trusted"]);

/** The cell with its texts as lists of lines; the given cell stays as it is. */
function splitCell(cell: Cell): JsonTreeObject {
  return mapMembers(cell, (value, key) => {
    if (key === "source") return splitText(value);
    if (key === "metadata") return isJsonObject(value) ? omit(value, TRUSTED) : value;
    if (key === "attachments") return isJsonObject(value) ? mapMembers(value, splitBundle) : value;
    if (key !== "outputs" || cell.cell_type !== "code") return value;
    if (Array.isArray(value)) return value.map(splitOutput);
    if (value instanceof PackedOutputs) return value.tree(splitOutput);
    return value instanceof LargeJson && value.isList
      ? new TreeItems(() => mapItems(value.items(), splitOutput))
      : value;
  });
}

function* mapItems<T>(items: Iterable<T>, map: (item: T) => JsonTree): Generator<JsonTree> {
  for (const item of items) yield map(item);
}

/** One output as it stands in a notebook file. */
export function writeOutput(output: Output): string {
  return writeJson(splitOutput(output), OUTPUT_LEVEL);
}

function splitOutput(output: JsonTree): JsonTree {
  if (!isJsonObject(output)) return output;
  const type = output["output_type"];
  if (type === "stream") return mapMembers(output, (value, key) => (key === "text" ? splitText(value) : value));
  if (type === "execute_result" || type === "display_data")
    return mapMembers(output, (value, key) => (key === "data" ? splitBundle(value) : value));
  return output;
}

function splitBundle(bundle: JsonTree): JsonTree {
  if (!isJsonObject(bundle)) return bundle;
  return mapMembers(bundle, (value, mime) => (isSplitMime(mime) ? splitText(value) : value));
}

function splitText(value: JsonTree): JsonTree {
  return typeof value === "string" || value instanceof LargeText ? new TextLines(value) : value;
}

// Object.fromEntries defines own properties, so a key `__proto__` survives.
function mapMembers(object: JsonObject, map: (value: JsonTree, key: string) => JsonTree): JsonTreeObject {
  return Object.fromEntries(Object.keys(object).map((key) => [key, map(keptAt(object, key) as JsonTree, key)]));
}

function omit(object: JsonObject, keys: ReadonlySet<string>): JsonTreeObject {
  const kept = Object.keys(object).filter((key) => !keys.has(key));
  return Object.fromEntries(kept.map((key) => [key, keptAt(object, key) as JsonTree]));
}
