import type { FileCoverage } from "../options.js";

/** A table of the lines that notebooks ran, by file. */
export function coverageReport(files: readonly FileCoverage[]): string {
  if (files.length === 0) return "coverage: no kernel ran a file of the folder\n";
  const width = Math.max(...files.map(({ path }) => path.length), 5);
  const lines = files.map((file) => line(file.path, file, width, `${file.notebooks.length} notebooks`));
  const total = files.reduce(
    (sum, file) => ({
      coveredLines: sum.coveredLines + file.coveredLines,
      totalLines: sum.totalLines + file.totalLines,
    }),
    { coveredLines: 0, totalLines: 0 },
  );
  return `${[...lines, line("total", total, width, "")].join("\n")}\n`;
}

function line(
  name: string,
  { coveredLines, totalLines }: Pick<FileCoverage, "coveredLines" | "totalLines">,
  width: number,
  note: string,
): string {
  const percent = totalLines === 0 ? 0 : (100 * coveredLines) / totalLines;
  const share = `${coveredLines}/${totalLines} lines`;
  return `${name.padEnd(width)}  ${percent.toFixed(1).padStart(5)} %  ${share.padStart(17)}  ${note}`.trimEnd();
}
