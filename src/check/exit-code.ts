import type { CellVerdict, NotebookVerdict } from "./types.js";

/** Exit code of `cellmill check`: all is as stored, or updated. (2 is wrong usage.) */
export const EXIT_OK: number = 0;
/** A notebook could not be run to its end as it should. */
export const EXIT_NOT_RUN: number = 1;
/** All ran, and an output differs. */
export const EXIT_REGRESSION: number = 3;

/** 1 if a notebook could not be run to its end as it should, else 3 if an output differs, else 0. */
export function exitCode(verdicts: readonly NotebookVerdict[]): number {
  if (verdicts.some((verdict) => verdict.error !== undefined || verdict.cells.some(failedToRun))) return EXIT_NOT_RUN;
  return verdicts.some((verdict) => verdict.cells.some((cell) => cell.status === "failed")) ? EXIT_REGRESSION : EXIT_OK;
}

/** A cell that failed without any difference failed while it ran (or, with `types-only`, while it was compiled). */
export function failedToRun(cell: CellVerdict): boolean {
  return cell.status === "failed" && cell.differences.length === 0;
}
