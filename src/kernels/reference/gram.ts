import type { SelectedBlock } from "../types.js";

/** Entries before row g of a packed lower triangle. */
export function packedOffset(g: number): number {
  return (g * (g + 1)) / 2;
}

export function gramRows(
  blocks: readonly SelectedBlock[],
  _k: number,
  _head: number,
  start: number,
  end: number,
): Float64Array {
  const base = packedOffset(start);
  const out = new Float64Array(packedOffset(end) - base);
  for (const { nRows, indptr, indices, values } of blocks) {
    for (let row = 0; row < nRows; row++) {
      for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
        const g = indices[i]!;
        if (g < start || g >= end) continue;
        const at = packedOffset(g) - base;
        // Columns ascend within a row, so the entries up to i are the columns up to g: the lower triangle.
        for (let j = indptr[row]!; j <= i; j++) out[at + indices[j]!]! += values[i]! * values[j]!;
      }
    }
  }
  return out;
}
