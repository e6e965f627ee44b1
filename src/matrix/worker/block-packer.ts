import type { CompactBlock, CsrRows, Kernels } from "../../kernels/index.js";
import type { CsrBlock, StripeCells, StripeTiles } from "../types.js";

/** Rows of a block: what the Gram kernel adds up in float32 before it goes to float64. */
export const BLOCK_ROWS = 1024;

/** Cuts stripes into blocks of at most 1,024 rows, and joins short ones (a filtered query has few rows in each). */
export class BlockPacker {
  readonly #kernels: Kernels;
  readonly #nCols: number;
  #waiting: CsrRows[] = [];
  #waitingRows = 0;

  constructor(kernels: Kernels, nCols: number) {
    this.#kernels = kernels;
    this.#nCols = nCols;
  }

  /** Adds a stripe that comes as tiles: at once if it has many rows and the kernels cover it, else as cells. */
  addTiles(tiles: StripeTiles): CompactBlock[] {
    const many = tiles.nRows >= BLOCK_ROWS / 2;
    const blocks = many ? this.#kernels.packTiles(tiles, this.#nCols, BLOCK_ROWS) : undefined;
    return blocks === undefined ? this.addCells(tiles.toCells()) : [...this.finish(), ...blocks];
  }

  /** Adds a stripe that comes as cells. Cells of many rows are packed at once, few are joined with other stripes'. */
  addCells(cells: StripeCells): CompactBlock[] {
    if (cells.nRows < BLOCK_ROWS / 2) return this.add(cells.toCsr());
    const blocks = this.#kernels.packCells(cells, this.#nCols, BLOCK_ROWS);
    return blocks === undefined ? this.add(cells.toCsr()) : [...this.finish(), ...blocks];
  }

  /** Adds a stripe; returns the blocks that are complete. */
  add(stripe: CsrBlock): CompactBlock[] {
    const blocks: CompactBlock[] = [];
    for (let start = 0; start < stripe.nRows; start += BLOCK_ROWS) {
      const piece = sliceRows(stripe, start, Math.min(stripe.nRows, start + BLOCK_ROWS));
      if (this.#waitingRows + piece.nRows > BLOCK_ROWS) blocks.push(...this.finish());
      this.#waiting.push(piece);
      this.#waitingRows += piece.nRows;
    }
    return blocks;
  }

  /** The block of what still waits. */
  finish(): CompactBlock[] {
    if (this.#waitingRows === 0) return [];
    const rows = concatRows(this.#waiting);
    this.#waiting = [];
    this.#waitingRows = 0;
    return [this.#kernels.packRows(rows, this.#nCols)];
  }
}

function sliceRows(stripe: CsrBlock, start: number, end: number): CsrRows {
  const first = stripe.indptr[start]!;
  const last = stripe.indptr[end]!;
  const indptr = stripe.indptr.slice(start, end + 1);
  if (first !== 0) for (let i = 0; i < indptr.length; i++) indptr[i]! -= first;
  const indices = stripe.indices.subarray(first, last);
  return { nRows: end - start, indptr, indices, values: stripe.data.subarray(first, last) };
}

function concatRows(pieces: readonly CsrRows[]): CsrRows {
  if (pieces.length === 1) return pieces[0]!;
  const nRows = pieces.reduce((sum, piece) => sum + piece.nRows, 0);
  const nnz = pieces.reduce((sum, piece) => sum + piece.values.length, 0);
  const indptr = new Int32Array(nRows + 1);
  const indices = new Int32Array(nnz);
  const values = new Float32Array(nnz);
  let row = 0;
  let at = 0;
  for (const piece of pieces) {
    for (let r = 0; r < piece.nRows; r++) indptr[++row] = at + piece.indptr[r + 1]!;
    indices.set(piece.indices, at);
    values.set(piece.values, at);
    at += piece.values.length;
  }
  return { nRows, indptr, indices, values };
}
