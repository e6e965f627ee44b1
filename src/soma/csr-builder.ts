import type { CsrBlock } from "../matrix/index.js";
import type { Sparse2dCells } from "../tiledb/index.js";

/** Puts cells that come in storage order into rows, columns ascending. Keeps its scratch space between blocks. */
export class CsrBuilder {
  readonly #nRows: number;
  readonly #nCols: number;

  constructor(nRows: number, nCols: number) {
    this.#nRows = nRows;
    this.#nCols = nCols;
  }

  /**
   * @param rowOf matrix row of `row − firstRow`, −1 to leave it out; default `row − firstRow`
   * @param colOf matrix column of each stored column, −1 to leave it out; default the column itself
   */
  build(
    cells: Sparse2dCells,
    {
      firstRow = 0,
      rowOf,
      colOf,
    }: { firstRow?: number; rowOf?: Int32Array | undefined; colOf?: Int32Array | undefined } = {},
  ): CsrBlock {
    const { rows, cols, values, length } = cells;
    const nRows = this.#nRows;
    // Counting sort: sizes of the rows, their starts, then each cell to the next place of its row.
    const indptr = new Int32Array(nRows + 1);
    for (let i = 0; i < length; i++) {
      const row = rowOf === undefined ? rows[i]! - firstRow : rowOf[rows[i]! - firstRow]!;
      if (row < 0 || (colOf !== undefined && !(colOf[cols[i]!]! >= 0))) continue;
      indptr[row + 1]!++;
    }
    for (let row = 0; row < nRows; row++) indptr[row + 1]! += indptr[row]!;
    const next = indptr.slice(0, nRows);
    const nnz = indptr[nRows]!;
    const indices = new Int32Array(nnz);
    const data = new Float32Array(nnz);
    let ascending = true;
    for (let i = 0; i < length; i++) {
      const row = rowOf === undefined ? rows[i]! - firstRow : rowOf[rows[i]! - firstRow]!;
      if (row < 0) continue;
      const col = colOf === undefined ? cols[i]! : colOf[cols[i]!]!;
      if (!(col >= 0)) continue;
      const at = next[row]!++;
      if (at > indptr[row]! && indices[at - 1]! >= col) ascending = false;
      indices[at] = col;
      data[at] = values[i]!;
    }
    const block = { nRows, nCols: this.#nCols, indptr, indices, data };
    // One fragment in row-major order needs no more; several fragments interleave.
    return ascending ? block : sortRows(block);
  }
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
