/** Follows a run from outside: tables, pages and summaries. All methods are called in order and must not throw. */
export interface RunObserver {
  /** The cells that the run has, once its notebook is read and its parameters are in. */
  started?(cells: number): void;
  /** A cell begins; `index` counts from 0, the label is its `papermill_description`. */
  cellStarted?(index: number, label: string | undefined): void;
  /** A cell is over: `completed`, `failed`, `reused` or `not-selected`. */
  cellEnded?(index: number, status: CellOutcome): void;
  /** Nothing was run: an earlier run's file is still true. */
  reused?(cells: number): void;
}

/** How a cell of a run ended; those that never began have none. */
export type CellOutcome = "completed" | "failed" | "reused" | "not-selected";
