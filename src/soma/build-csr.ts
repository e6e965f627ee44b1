import type { CsrBlock } from "../matrix/index.js";
import type { Sparse2dCells } from "../tiledb/index.js";

/** Where the rows and columns of stored cells go. */
export interface CellPlacement {
  readonly nRows: number;
  readonly nCols: number;
  /** Stored row of matrix row 0, or of `rowOf[0]`. */
  readonly firstRow?: number;
  /** Matrix row of stored row `firstRow + i`, −1 to leave it out; default `i`. */
  readonly rowOf?: Int32Array | undefined;
  /** Matrix column of each stored column, −1 to leave it out; default the same. */
  readonly colOf?: Int32Array | undefined;
}

/**
 * Cells in storage order as CSR, columns ascending within rows. Explicit zeros stay. A counting sort: sizes of the rows,
 * their starts, then each cell to the next place of its row. Stored cells come in runs of one row, which both passes use.
 */
export function buildCsr(cells: Sparse2dCells, placement: CellPlacement): CsrBlock {
  const { nRows, nCols, firstRow = 0, rowOf, colOf } = placement;
  const { rows, cols, values, length } = cells;
  const rowAt = (row: number): number => (rowOf === undefined ? row - firstRow : rowOf[row - firstRow]!);
  const indptr = new Int32Array(nRows + 1);
  for (let i = 0; i < length; ) {
    const stored = rows[i]!;
    const row = rowAt(stored);
    const start = i;
    while (i < length && rows[i] === stored) i++;
    if (row < 0) continue;
    let kept = i - start;
    if (colOf !== undefined) for (let k = start; k < i; k++) if (!(colOf[cols[k]!]! >= 0)) kept--;
    indptr[row + 1]! += kept;
  }
  for (let row = 0; row < nRows; row++) indptr[row + 1]! += indptr[row]!;
  const next = indptr.slice(0, nRows);
  const indices = new Int32Array(indptr[nRows]!);
  const data = new Float32Array(indptr[nRows]!);
  let ascending = true;
  for (let i = 0; i < length; ) {
    const stored = rows[i]!;
    const row = rowAt(stored);
    let at = row < 0 ? 0 : next[row]!;
    let last = row < 0 || at === indptr[row] ? -1 : indices[at - 1]!;
    for (; i < length && rows[i] === stored; i++) {
      const col = colOf === undefined ? cols[i]! : colOf[cols[i]!]!;
      // `undefined` (a stored column beyond the map) fails the comparison too.
      if (row < 0 || !(col >= 0)) continue;
      if (col <= last) ascending = false;
      last = col;
      indices[at] = col;
      data[at++] = values[i]!;
    }
    if (row >= 0) next[row] = at;
  }
  const block = { nRows, nCols, indptr, indices, data };
  // One fragment in row-major order needs no more; several fragments interleave.
  return ascending ? block : sortRows(block);
}

/** Sorts each row by column and adds up cells that were stored twice, as SciPy's CSR does. */
function sortRows({ nRows, nCols, indptr, indices, data }: CsrBlock): CsrBlock {
  const starts = new Int32Array(nRows + 1);
  let out = 0;
  for (let row = 0; row < nRows; row++) {
    const from = indptr[row]!;
    const order = Array.from({ length: indptr[row + 1]! - from }, (_, i) => from + i);
    order.sort((a, b) => indices[a]! - indices[b]! || a - b);
    const sorted = order.map((i) => [indices[i]!, data[i]!] as const);
    const first = out;
    for (const [col, value] of sorted) {
      if (out > first && indices[out - 1] === col) data[out - 1]! += value;
      else {
        indices[out] = col;
        data[out++] = value;
      }
    }
    starts[row + 1] = out;
  }
  return { nRows, nCols, indptr: starts, indices: indices.slice(0, out), data: data.slice(0, out) };
}
