import type { CodeCell } from "../../nbformat/index.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import type { CellRun } from "../run/run-cells.js";

/** What a mode that runs notebooks does with a cell. */
export interface ModeRule {
  /** Whether cells are compared whose markers say nothing. */
  readonly comparesUnmarked: boolean;
  /** Whether the outputs that the file has may be replaced by those of the run. */
  replaces(stored: CodeCell, run: CellRun): boolean;
}

/** True if the file has no outputs where the run gave some. */
export function isMissing(stored: CodeCell, run: CellRun): boolean {
  return !hasNone(run.outputs) && (stored.execution_count === null || hasNone(cellOutputs(stored)));
}

/** True for a list without items. */
export function hasNone(items: Iterable<unknown>): boolean {
  return items[Symbol.iterator]().next().done === true;
}
