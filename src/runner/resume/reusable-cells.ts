import {
  type Cell,
  type CodeCell,
  cellTags,
  isCodeCell,
  type Notebook,
  objectAt,
  stringAt,
} from "../../nbformat/index.js";

/** A cell with this tag promises that no later cell needs anything it does: it only shows something. */
export const PURE_TAG = "cellmill.pure";

/** Notes in each pure cell the key of itself and all that stands above it, in place. */
export function recordPureCells(notebook: Notebook, keys: ReadonlyMap<Cell, string>): void {
  for (const cell of notebook.cells) {
    const key = isPure(cell) ? keys.get(cell) : undefined;
    if (key !== undefined) cell.metadata["cellmill"] = { ...objectAt(cell.metadata, "cellmill"), key };
  }
}

/**
 * The pure cells whose outputs an earlier file already has: it has a cell of the same key that completed without error.
 * All other cells must run, because a kernel's state is in no file.
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
  const status = objectAt(cell.metadata, "papermill")?.["status"];
  return status === "completed" && !cell.outputs.some((output) => output.output_type === "error");
}
