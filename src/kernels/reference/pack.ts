import { allocateCompact, ESCAPE, isSmallCount, maxEscapes } from "../compact-block.js";
import type { CompactBlock, CsrRows } from "../types.js";

export function packRows(rows: CsrRows, nCols: number): CompactBlock {
  const { nRows, indptr, indices, values } = rows;
  const nnz = indptr[nRows]!;
  let found = 0;
  for (let i = 0; i < nnz; i++) if (!isSmallCount(values[i]!)) found++;
  const block = allocateCompact({ nRows, nCols, nnz, escapes: found > maxEscapes(nnz) ? undefined : found });
  block.indptr.set(indptr.subarray(0, nRows + 1));
  block.indices.set(indices.subarray(0, nnz));
  if (block.values !== undefined) block.values.set(values.subarray(0, nnz));
  else {
    let next = 0;
    for (let i = 0; i < nnz; i++) {
      const small = isSmallCount(values[i]!);
      block.counts![i] = small ? values[i]! : ESCAPE;
      if (!small) block.escapes![next++] = values[i]!;
    }
  }
  for (let row = 0; row < nRows; row++) {
    let total = 0;
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) total += values[i]!;
    block.totals[row] = total;
  }
  return block;
}
