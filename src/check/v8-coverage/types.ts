/** How many of something there are, and how many of them ran. */
export interface CoverageShare {
  readonly covered: number;
  readonly total: number;
}

/** Lines, branches and functions, counted as c8 counts them. */
export interface CoverageCounts {
  readonly lines: CoverageShare;
  readonly branches: CoverageShare;
  readonly functions: CoverageShare;
}

/** What one notebook ran: of a file, or of all files that it loaded. */
export interface NotebookCoverage extends CoverageCounts {
  readonly notebook: string;
}

/** What notebooks ran of one source file. */
export interface FileCoverage extends CoverageCounts {
  /** Relative to the present folder. */
  readonly path: string;
  /** From 1. */
  readonly uncoveredLines: readonly number[];
  /** The notebooks that loaded the file; none for a file of `coverageAll` that nothing loaded. */
  readonly notebooks: readonly NotebookCoverage[];
}

/** What the notebooks of a check ran of the files in a folder. */
export interface CoverageSummary {
  readonly files: readonly FileCoverage[];
  /** By notebook, over the files of the folder that it loaded. */
  readonly notebooks: readonly NotebookCoverage[];
  readonly total: CoverageCounts;
  /** The same in Istanbul's format, by absolute path: what `coverage-final.json` holds, and its tools read. */
  readonly istanbul: Readonly<Record<string, object>>;
}
