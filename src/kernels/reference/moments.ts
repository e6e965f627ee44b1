import { blockValues } from "../compact-block.js";
import type { CompactBlock } from "../types.js";

export function addMoments(block: CompactBlock, scale: Float64Array, moments: Float64Array): void {
  const { nRows, indptr, indices } = block;
  const values = blockValues(block);
  for (let row = 0; row < nRows; row++) {
    const factor = scale[row]!;
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
      const value = values[i]! * factor;
      const at = 2 * indices[i]!;
      moments[at] = moments[at]! + value;
      moments[at + 1] = moments[at + 1]! + value * value;
    }
  }
}
