import type { TileBounds } from "../fragment/rtree.js";
import { int64ToFloat64 } from "../read/keys.js";

/** Row bounds of a fragment's data tiles, searchable: which tiles hold rows of a range. */
export interface RowIndex {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Largest `high` up to each tile: ascending. */
  readonly reach: Float64Array;
  /** Smallest `low` from each tile on: ascending. */
  readonly begin: Float64Array;
}

/** Builds the index from the R-tree's leaves. */
export function buildRowIndex(bounds: TileBounds): RowIndex {
  const low = numbers(bounds.low);
  const high = numbers(bounds.high);
  const reach = new Float64Array(high.length);
  const begin = new Float64Array(low.length);
  for (let t = 0; t < high.length; t++) reach[t] = Math.max(high[t]!, t === 0 ? -Infinity : reach[t - 1]!);
  for (let t = low.length - 1; t >= 0; t--)
    begin[t] = Math.min(low[t]!, t === low.length - 1 ? Infinity : begin[t + 1]!);
  return { low, high, reach, begin };
}

/** The tiles that may hold rows of `lowRow … highRow` (inclusive), ascending. */
export function tilesOfRows(index: RowIndex, lowRow: number, highRow: number): number[] {
  const tiles: number[] = [];
  // Tiles are stored in global order, so that the candidates of a row range lie close together.
  for (let t = firstAtLeast(index.reach, lowRow); t < index.low.length && index.begin[t]! <= highRow; t++) {
    if (index.low[t]! <= highRow && index.high[t]! >= lowRow) tiles.push(t);
  }
  return tiles;
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

function numbers(values: TileBounds["low"]): ArrayLike<number> {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return int64ToFloat64(bytes) ?? Float64Array.from(values as BigInt64Array, Number);
  }
  return values as ArrayLike<number>;
}
