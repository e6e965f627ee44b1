import type { CellList, CompactBlock } from "../types.js";
import { packRows } from "./pack.js";

export function packCells(cells: CellList, nCols: number, blockRows: number): CompactBlock[] | undefined {
  const { rows, cols, values, length, firstRow, rowOf, colOf, nRows } = cells;
  const entries: { column: number; value: number }[][] = Array.from({ length: nRows }, () => []);
  for (let i = 0; i < length; i++) {
    const row = rowOf === undefined ? rows[i]! - firstRow : rowOf[rows[i]! - firstRow]!;
    const column = colOf === undefined ? cols[i]! : colOf[cols[i]!]!;
    if (row < 0 || column < 0) continue;
    const last = entries[row]!.at(-1);
    if (last !== undefined && column <= last.column) return undefined;
    entries[row]!.push({ column, value: values[i]! });
  }
  const blocks: CompactBlock[] = [];
  for (let start = 0; start < nRows; start += blockRows) {
    const part = entries.slice(start, start + blockRows);
    const all = part.flat();
    const indptr = new Int32Array(part.length + 1);
    part.forEach((row, r) => {
      indptr[r + 1] = indptr[r]! + row.length;
    });
    const indices = Int32Array.from(all, (entry) => entry.column);
    const csr = { nRows: part.length, indptr, indices, values: Float32Array.from(all, (entry) => entry.value) };
    blocks.push(packRows(csr, nCols));
  }
  return blocks;
}
