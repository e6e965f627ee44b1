import type { CoverageCounts, CoverageShare, CoverageSummary } from "../v8-coverage/types.js";
import { plainText, reportPath } from "./verdict-text.js";

/** One line of a table of coverage: lines, branches and functions, and which lines did not run. */
export interface CoverageRow {
  readonly name: string;
  readonly shares: readonly CoverageShare[];
  /** `1-3, 7`. */
  readonly uncovered: string;
}

/** The rows of the tables of coverage. */
export interface CoverageRows {
  readonly files: readonly CoverageRow[];
  readonly notebooks: readonly CoverageRow[];
  readonly total: CoverageRow;
}

export function coverageRows(coverage: CoverageSummary): CoverageRows {
  return {
    files: coverage.files.map((file) => row(file.path, file, lineRanges(file.uncoveredLines))),
    notebooks: coverage.notebooks.map((one) => row(one.notebook, one, "")),
    total: row("total", coverage.total, ""),
  };
}

/** `66.7 %`; rounded down, so that 100 % says that all of it ran. Of nothing, all ran. */
export function percentText({ covered, total }: CoverageShare): string {
  return `${(total === 0 ? 100 : Math.floor((1000 * covered) / total) / 10).toFixed(1)} %`;
}

function row(path: string, { lines, branches, functions }: CoverageCounts, uncovered: string): CoverageRow {
  return { name: plainText(reportPath(path)), shares: [lines, branches, functions], uncovered };
}

function lineRanges(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
