/** One thing that differs between the stored and the new outputs of a cell. */
export interface Difference {
  /** What was compared: a MIME type, `stdout`, `stderr`, `ename`, `evalue`, `outputs` (a missing or surplus output), … */
  readonly key: string;
  /** Where inside the value: a line, a table cell, a JSON path, a trace and axis, a pixel region; absent for the whole. */
  readonly where?: string;
  /** Where the value stands in the cell, as `ignorePaths` takes it: `/outputs/0/data/text/plain`, streams counted as one. */
  readonly path?: string;
  /** 1-based line of the .ipynb file on which the stored value, or the line of it that differs, stands. */
  readonly line?: number;
  /** For people: what differs, by how much, and which tolerance it broke. */
  readonly message: string;
  /** What would make the two equal, such as a preset. */
  readonly hint?: string;
  /** The stored value (or the part that differs) as text, cut to a bounded length. */
  readonly stored: string;
  /** The new value likewise. */
  readonly got: string;
  /** Pictures: PNG bytes of the stored, the new and the difference image. */
  readonly pictures?: { readonly stored: Uint8Array; readonly got: Uint8Array; readonly difference?: Uint8Array };
}

/** `not-run`: an earlier cell ended the kernel, or the check was ended before. `updated`: new outputs were written. */
export type CellStatus = "passed" | "failed" | "skipped" | "not-run" | "updated";

/** What a check says about one code cell. */
export interface CellVerdict {
  /** 0-based index among all cells of the notebook. */
  readonly index: number;
  /** 1-based number among code cells, as nbval counts (`Cell 1`). */
  readonly number: number;
  readonly id: string | undefined;
  readonly status: CellStatus;
  /** Why it was skipped, not run or failed without a difference (an exception, a timeout). */
  readonly reason?: string;
  readonly differences: readonly Difference[];
  /** Warnings such as conflicting markers or a flaky cell that passed on a retry. */
  readonly warnings: readonly string[];
  readonly durationSeconds: number;
  readonly attempts: number;
  /** 1-based line of the cell in the .ipynb file; where the check wrote it, as it is now. */
  readonly line: number;
  /** 1-based line at which a report shows what is wrong: that of the first output that differs, else that of the code. */
  readonly reportLine: number;
  /** The cell's code, cut to a bounded length. */
  readonly source: string;
  /** Lines of the exception, as the kernel sent them, if the cell failed by one. */
  readonly traceback?: readonly string[];
}

/** What a check says about one notebook (one parameter set of it). */
export interface NotebookVerdict {
  readonly path: string;
  /** The parameter file, if the notebook was run with one. */
  readonly parametersFile?: string;
  readonly cells: readonly CellVerdict[];
  /** Set when the notebook could not be checked at all: unreadable, kernel missing or dead, parameters refused. */
  readonly error?: string;
  /** Set when the notebook was not started, since the check had stopped at the first failure. */
  readonly notRun?: string;
  /** True if the file was rewritten. */
  readonly written?: boolean;
  readonly durationSeconds: number;
}
