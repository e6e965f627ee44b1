import type { SelectedBlock } from "../types.js";

export function project(
  blocks: readonly SelectedBlock[],
  loadings: Float32Array,
  width: number,
  shift: Float64Array,
): Float32Array {
  const out = new Float32Array(blocks.reduce((sum, block) => sum + block.nRows, 0) * width);
  const row = new Float64Array(width);
  let at = 0;
  for (const { nRows, indptr, indices, values } of blocks) {
    for (let r = 0; r < nRows; r++) {
      row.fill(0);
      for (let i = indptr[r]!; i < indptr[r + 1]!; i++) {
        const value = values[i]!;
        const from = indices[i]! * width;
        for (let c = 0; c < width; c++) row[c]! += value * loadings[from + c]!;
      }
      for (let c = 0; c < width; c++) out[at++] = row[c]! - shift[c]!;
    }
  }
  return out;
}
