import { exitCode } from "../exit-code.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";

/** The verdicts as JSON; pictures are PNG in base64. */
export function jsonReport(verdicts: readonly NotebookVerdict[]): string {
  const notebooks = verdicts.map((verdict) => ({ ...verdict, cells: verdict.cells.map(cellJson) }));
  return `${JSON.stringify({ version: 1, exitCode: exitCode(verdicts), notebooks }, null, 2)}\n`;
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
