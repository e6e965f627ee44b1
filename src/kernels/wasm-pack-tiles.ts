import { allocateCompact, ESCAPE, maxEscapes } from "./compact-block.js";
import type { CellTile, CompactBlock, TileColumn, TileList } from "./types.js";
import type { Heap } from "./wasm-heap.js";

/**
 * Tiles to packed rows in two passes over the tiles: the row ids as runs, which give the sizes of the rows; then the
 * columns and the values, part by part, each straight to its place. See `assembly/tiles.ts`.
 */
export function packTiles(heap: Heap, list: TileList, nCols: number, blockRows: number): CompactBlock[] | undefined {
  const { tiles, nRows } = list;
  if (nCols > 65_536 || !tiles.every(isCovered)) return undefined;
  heap.clear();
  const columns = tiles.flatMap((tile) => [tile.rows, tile.cols, tile.values]);
  const partBytes = columns.reduce((most, column) => Math.max(most, column.maxPartBytes), 0);
  const parts: Parts = { heap, raw: heap.take(partBytes), arranged: heap.take(3 * partBytes) };
  if (tiles.length > 0 && !looksLikeCounts(parts, tiles[0]!)) return undefined;
  const rowOf = list.rowOf === undefined ? 0 : heap.put(list.rowOf);
  const sizes = heap.zeros(4 * nRows);
  const runs: number[] = [];
  for (const tile of tiles) {
    const at = heap.take(8 * tile.length);
    const count = findRuns(parts, tile, at);
    if (count === undefined) return undefined;
    heap.release(at + 8 * count);
    heap.call("count_runs", count, at, list.firstRow, list.lastRow, rowOf, sizes);
    runs.push(at);
  }
  const indptr = new Int32Array(nRows + 1);
  heap.view(Int32Array, sizes, nRows).forEach((size, row) => {
    indptr[row + 1] = indptr[row]! + size;
  });
  const nnz = indptr[nRows]!;
  // Each block's first place is a multiple of 16: copies between aligned arrays are much faster.
  const starts = indptr.slice(0, nRows);
  for (let row = 0, shift = 0; row < nRows; row++) {
    if (row % blockRows === 0) shift += -(starts[row]! + shift) & 15;
    starts[row]! += shift;
  }
  const room = nnz + 16 * Math.ceil(nRows / blockRows);
  const startsAt = heap.put(starts);
  // Where the next cell of each row goes; when all are placed, the end of the row.
  const columnPlaces = heap.put(starts);
  const valuePlaces = heap.put(starts);
  const indices = heap.take(2 * room);
  const counts = heap.take(room);
  // Where a quarter or more escapes, these are no counts, and the general path serves better.
  const capacity = 64 + (nnz >> 2);
  heap.call("start_escapes", heap.take(8 * capacity), capacity);
  const cursor = heap.take(8);
  for (let t = 0; t < tiles.length; t++) {
    const tile = tiles[t]!;
    const walk = (column: TileColumn, planes: number, visit: Visit): boolean => {
      // Before the first run, of which nothing is left.
      heap.write(Int32Array.of(runs[t]! - 8, 0), cursor);
      return eachPart(parts, tile.length, column, planes, visit);
    };
    const done =
      walk(tile.cols, 2, (n, from) => heap.call("scatter_columns", n, from, from + n, cursor, columnPlaces, indices)) &&
      walk(tile.values, 4, (n, from) => heap.call("scatter_counts", n, from, cursor, valuePlaces, counts));
    if (!done || heap.call("escape_count") > capacity) return undefined;
  }
  if (heap.call("ascend", nRows, startsAt, columnPlaces, indices, nCols) === 0) return undefined;
  const escapes = heap.take(4 * capacity);
  const escapeStarts = heap.zeros(4 * (nRows + 1));
  heap.call("order_escapes", nRows, escapeStarts, escapes);
  const totals = heap.take(8 * nRows);
  heap.call("count_totals", nRows, startsAt, valuePlaces, counts, escapeStarts, escapes, totals);
  const packed = { indptr, starts, indices, counts, escapes, totals, escapeStarts };
  const blocks: CompactBlock[] = [];
  for (let row = 0; row < nRows; row += blockRows)
    blocks.push(cutBlock(heap, packed, nCols, row, Math.min(nRows, row + blockRows)));
  return blocks;
}

function isCovered({ rows, cols, values, lowRow, highRow }: CellTile): boolean {
  const isInteger = ({ elementBytes }: TileColumn): boolean => elementBytes === 4 || elementBytes === 8;
  const fits = lowRow >= 0 && highRow < 2 ** 31;
  return fits && isInteger(rows) && isInteger(cols) && values.elementBytes === 4;
}

interface Parts {
  readonly heap: Heap;
  /** Room for a part as it comes, and for one that had to be arranged anew. */
  readonly raw: number;
  readonly arranged: number;
}

/** Puts the runs of the tile's row ids to `at`; how many, or undefined if the ids are not what they should be. */
function findRuns(parts: Parts, tile: CellTile, at: number): number | undefined {
  const { heap, raw, arranged } = parts;
  const { elementBytes, shuffled } = tile.rows;
  let cells = 0;
  let count = 0;
  for (const part of tile.rows.parts()) {
    const n = part.length / elementBytes;
    cells += n;
    if (!Number.isInteger(n) || cells > tile.length) return undefined;
    heap.write(part, raw);
    let from = raw;
    if (shuffled || elementBytes !== 8) {
      if (!shuffled) heap.call("split_planes", n, elementBytes, elementBytes, raw, arranged);
      else heap.write(part, arranged);
      // The planes are in `arranged`, the ids as int64 go behind them: together at most three times the part.
      from = arranged + part.length;
      heap.call("join_planes", n, elementBytes, arranged, from);
    }
    const found = heap.call("row_runs", n, from, tile.lowRow, tile.highRow, at + 8 * count);
    if (found < 0) return undefined;
    count += found;
  }
  return cells === tile.length ? count : undefined;
}

interface Planes {
  /** Number of elements. */
  readonly n: number;
  /** Address of the lower byte planes, `n` bytes each. */
  readonly from: number;
}

/** The column's parts on the heap, one after another at the same place; a fraction of elements ends them. */
function* planesOf({ heap, raw, arranged }: Parts, column: TileColumn, planes: number): Generator<Planes> {
  for (const part of column.parts()) {
    const n = part.length / column.elementBytes;
    if (!Number.isInteger(n)) return;
    if (column.shuffled) heap.write(part.subarray(0, planes * n), raw);
    else {
      heap.write(part, raw);
      heap.call("split_planes", n, column.elementBytes, planes, raw, arranged);
    }
    yield { n, from: column.shuffled ? raw : arranged };
  }
}

/** Calls `visit` with each part; false if they do not have `length` elements in all. */
function eachPart(parts: Parts, length: number, column: TileColumn, planes: number, visit: Visit): boolean {
  let cells = 0;
  for (const { n, from } of planesOf(parts, column, planes)) {
    cells += n;
    if (cells > length) return false;
    visit(n, from);
  }
  return cells === length;
}

type Visit = (n: number, from: number) => void;

/** False if most values of the first part would escape: then it is not worth going on. */
function looksLikeCounts(parts: Parts, tile: CellTile): boolean {
  const { heap } = parts;
  const mark = heap.mark();
  let counts = true;
  for (const { n, from } of planesOf(parts, tile.values, 4)) {
    // All as one row.
    const run = heap.put(Int32Array.of(0, n));
    heap.call("start_escapes", 0, 0);
    heap.call("scatter_counts", n, from, heap.put(Int32Array.of(run, n)), heap.zeros(4), heap.take(n));
    // Few values say nothing.
    counts = heap.call("escape_count") * 2 <= n + 128;
    break;
  }
  heap.release(mark);
  return counts;
}

/** Rows of a stripe on the heap. */
interface PackedRows {
  readonly indptr: Int32Array;
  /** Place of each row's first cell in `indices` and `counts`. */
  readonly starts: Int32Array;
  readonly indices: number;
  readonly counts: number;
  readonly escapes: number;
  /** Where each row's escapes begin. */
  readonly escapeStarts: number;
  readonly totals: number;
}

function cutBlock(heap: Heap, packed: PackedRows, nCols: number, first: number, end: number): CompactBlock {
  const nRows = end - first;
  const start = packed.indptr[first]!;
  const nnz = packed.indptr[end]! - start;
  const at = packed.starts[first]!;
  const escapeStarts = heap.view(Int32Array, packed.escapeStarts + 4 * first, nRows + 1);
  const found = escapeStarts[nRows]! - escapeStarts[0]!;
  const block = allocateCompact({ nRows, nCols, nnz, escapes: found > maxEscapes(nnz) ? undefined : found });
  block.indptr.set(packed.indptr.subarray(first, end + 1));
  if (start !== 0) for (let i = 0; i <= nRows; i++) block.indptr[i]! -= start;
  block.indices.set(heap.view(Uint16Array, packed.indices + 2 * at, nnz));
  block.totals.set(heap.view(Float64Array, packed.totals + 8 * first, nRows));
  const counts = heap.view(Uint8Array, packed.counts + at, nnz);
  const escapesAt = packed.escapes + 4 * escapeStarts[0]!;
  if (block.values === undefined) {
    block.counts!.set(counts);
    block.escapes!.set(heap.view(Float32Array, escapesAt, found));
  } else {
    // Escapes move as bits: a float register may change a NaN's payload.
    const bits = new Int32Array(block.values.buffer, block.values.byteOffset, nnz);
    const escapes = heap.view(Int32Array, escapesAt, found);
    let next = 0;
    for (let i = 0; i < nnz; i++) {
      if (counts[i] === ESCAPE) bits[i] = escapes[next++]!;
      else block.values[i] = counts[i]!;
    }
  }
  return block;
}
