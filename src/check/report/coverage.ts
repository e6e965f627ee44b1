import type { CoverageSummary } from "../v8-coverage/types.js";
import { type CoverageRow, coverageRows, percentText } from "./coverage-rows.js";

/** Tables of what notebooks ran, by file and by notebook, for people at a terminal. */
export function coverageReport(coverage: CoverageSummary): string {
  const { files, notebooks, total } = coverageRows(coverage);
  if (files.length === 0) return "coverage: no kernel ran a file of the folder\n";
  const rows = [...files, total];
  const width = Math.max(...[...rows, ...notebooks].map(({ name }) => name.length), "notebook".length);
  const table = (title: string, body: readonly CoverageRow[], last: string): string[] => [
    `${title.padEnd(width)}  ${HEADS.map((head) => head.padStart(COLUMN)).join("")}  ${last}`.trimEnd(),
    ...body.map((row) => line(row, width)),
  ];
  const lines = [...table("file", rows, "uncovered lines"), ...table("notebook", notebooks, "")];
  return `${lines.join("\n")}\n`;
}

const HEADS = ["lines", "branches", "functions"];
/** Characters for a share. */
const COLUMN = 20;
/** Characters for the numbers of lines. */
const MAX_LINES = 40;

function line({ name, shares, uncovered }: CoverageRow, width: number): string {
  const cells = shares.map((share) =>
    `${share.covered}/${share.total} ${percentText(share).padStart(7)}`.padStart(COLUMN),
  );
  const cut = uncovered.length <= MAX_LINES ? uncovered : `${uncovered.slice(0, MAX_LINES - 1)}…`;
  return `${name.padEnd(width)}  ${cells.join("")}  ${cut}`.trimEnd();
}
