import { SharedArena } from "./shared-arena.js";
import type { CompactBlock, CsrRows, SelectedBlock } from "./types.js";

/** The count that says: take the next escape. */
export const ESCAPE = 255;

/** Sizes of a block that is about to be filled; `escapes` undefined: float32 values instead of counts. */
export interface BlockSizes {
  readonly nRows: number;
  readonly nCols: number;
  readonly nnz: number;
  readonly escapes: number | undefined;
}

/** How many escapes a block of `nnz` values may have before plain float32 values are the better choice. */
export function maxEscapes(nnz: number): number {
  return nnz >> 3;
}

/** True if the value is stored as a count byte. −0 is not: it would come back as 0. */
export function isSmallCount(value: number): boolean {
  return value >= 0 && value < ESCAPE && Math.floor(value) === value && !Object.is(value, -0);
}

/** An empty block of the sizes, all arrays in one shared buffer. */
export function allocateCompact(sizes: BlockSizes): CompactBlock {
  const { nRows, nCols, nnz, escapes } = sizes;
  const wide = nCols > 65_536;
  const indexBytes = nnz * (wide ? 4 : 2);
  const valueBytes = escapes === undefined ? [4 * nnz] : [nnz, 4 * escapes];
  const arena = new SharedArena([8 * nRows, 4 * (nRows + 1), indexBytes, ...valueBytes]);
  const totals = arena.float64(nRows);
  const indptr = arena.int32(nRows + 1);
  const indices = wide ? arena.uint32(nnz) : arena.uint16(nnz);
  const stored =
    escapes === undefined
      ? { values: arena.float32(nnz) }
      : { counts: arena.uint8(nnz), escapes: arena.float32(escapes) };
  return { nRows, nCols, indptr, indices, ...stored, totals, sizeBytes: arena.buffer.byteLength };
}

/** An empty selected block, all arrays in one shared buffer. */
export function allocateSelected(nRows: number, k: number, nnz: number): SelectedBlock {
  const arena = new SharedArena([4 * (nRows + 1), 2 * nnz, 4 * nnz]);
  const indptr = arena.int32(nRows + 1);
  const indices = arena.uint16(nnz);
  return { nRows, k, indptr, indices, values: arena.float32(nnz), sizeBytes: arena.buffer.byteLength };
}

/** The block's values as float32, in storage order (a view where they are stored so). */
export function blockValues(block: CompactBlock): Float32Array {
  if (block.values !== undefined) return block.values;
  const counts = block.counts!;
  const escapes = block.escapes!;
  const values = new Float32Array(counts.length);
  let next = 0;
  for (let i = 0; i < counts.length; i++) values[i] = counts[i] === ESCAPE ? escapes[next++]! : counts[i]!;
  return values;
}

/** The block as CSR rows again. */
export function unpackRows(block: CompactBlock): CsrRows {
  return { nRows: block.nRows, indptr: block.indptr, indices: block.indices, values: blockValues(block) };
}
