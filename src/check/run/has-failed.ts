import type { CellVerdict, NotebookVerdict } from "../types.js";

/** True for a cell that did not do what it must: by an exception, a timeout, or outputs that differ. */
export function cellFailed(cell: CellVerdict): boolean {
  return cell.status === "failed";
}

/** True for a notebook that could not be checked or has a failed cell. */
export function hasFailed(verdict: NotebookVerdict): boolean {
  return verdict.error !== undefined || verdict.cells.some(cellFailed);
}
