import { exitCode } from "../exit-code.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";
import type { CoverageSummary } from "../v8-coverage/types.js";

/** The verdicts as JSON, and the coverage without its Istanbul form; pictures are PNG in base64. */
export function jsonReport(verdicts: readonly NotebookVerdict[], coverage?: CoverageSummary): string {
  const notebooks = verdicts.map((verdict) => ({ ...verdict, cells: verdict.cells.map(cellJson) }));
  const counts = coverage === undefined ? {} : { coverage: { ...coverage, istanbul: undefined } };
  return `${JSON.stringify({ version: 1, exitCode: exitCode(verdicts), notebooks, ...counts }, null, 2)}\n`;
}

function cellJson(cell: CellVerdict): object {
  return { ...cell, differences: cell.differences.map(differenceJson) };
}

function differenceJson({ pictures, ...difference }: Difference): object {
  if (pictures === undefined) return difference;
  const encoded = Object.entries(pictures).map(([name, bytes]) => [name, base64(bytes)]);
  return { ...difference, pictures: Object.fromEntries(encoded) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
