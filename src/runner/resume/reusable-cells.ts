import { createHash } from "node:crypto";
import {
  type Cell,
  type CodeCell,
  cellPieces,
  cellTags,
  cloneJson,
  isCodeCell,
  type Notebook,
  type Output,
  objectAt,
  stringAt,
} from "../../nbformat/index.js";
import { OUTPUT_LOST } from "../execution-manager.js";

/** A cell with this tag promises that no later cell needs anything it does: it only shows something. */
export const PURE_TAG = "cellmill.pure";

/** What a display of a widget has: the widget itself lives in the kernel that made it. */
const WIDGET_VIEW = "application/vnd.jupyter.widget-view+json";

/**
 * Notes in a pure cell that has completed the key of itself and all that stands above it, and what its outputs are: a
 * tool that clears or edits outputs leaves metadata as it is.
 */
export function recordPureCell(cell: Cell, keys: ReadonlyMap<Cell, string>): void {
  const key = isPure(cell) ? keys.get(cell) : undefined;
  if (key === undefined || !isCodeCell(cell)) return;
  cell.metadata["cellmill"] = { ...objectAt(cell.metadata, "cellmill"), key, digest: outputsDigest(cell) };
}

/** Takes out what `recordPureCell` noted. */
export function dropPureRecord(cell: Cell): void {
  const { key: _key, digest: _digest, ...rest } = objectAt(cell.metadata, "cellmill") ?? {};
  if (Object.keys(rest).length === 0) delete cell.metadata["cellmill"];
  else cell.metadata["cellmill"] = rest;
}

/**
 * The pure cells whose outputs an earlier file already has: it has a cell of the same key that completed without error,
 * and its outputs are still those. All other cells must run, because a kernel's state is in no file.
 */
export function reusableCells(
  notebook: Notebook,
  keys: ReadonlyMap<Cell, string>,
  earlier: Notebook,
): Map<Cell, CodeCell> {
  const found = new Map<string, CodeCell>();
  for (const cell of earlier.cells) {
    const key = stringAt(objectAt(cell.metadata, "cellmill") ?? {}, "key");
    if (key !== undefined && isCodeCell(cell) && isDone(cell)) found.set(key, cell);
  }
  const reusable = new Map<Cell, CodeCell>();
  for (const cell of notebook.cells) {
    const key = isPure(cell) ? keys.get(cell) : undefined;
    const match = key === undefined ? undefined : found.get(key);
    if (match !== undefined) reusable.set(cell, match);
  }
  return reusable;
}

function isPure(cell: Cell): boolean {
  return isCodeCell(cell) && cellTags(cell).includes(PURE_TAG);
}

function isDone(cell: CodeCell): boolean {
  const own = objectAt(cell.metadata, "cellmill") ?? {};
  if (objectAt(cell.metadata, "papermill")?.["status"] !== "completed" || own["status"] === OUTPUT_LOST) return false;
  if (cell.outputs.some((output) => output.output_type === "error" || showsWidget(output))) return false;
  return stringAt(own, "digest") === outputsDigest(cell);
}

function showsWidget(output: Output): boolean {
  return Object.hasOwn(objectAt(output, "data") ?? {}, WIDGET_VIEW);
}

/** A hash of the outputs as a file has them. */
function outputsDigest(cell: CodeCell): string {
  const hash = createHash("sha256");
  for (const piece of cellPieces({ ...cloneJson(cell), source: "", metadata: {}, id: "" })) hash.update(piece);
  return hash.digest("hex");
}
