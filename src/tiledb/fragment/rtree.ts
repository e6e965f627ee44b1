import { ByteCursor, FormatError } from "../../core/index.js";
import { datatypeSize, typedView } from "../datatype.js";
import { parseRange, type RangeField } from "../schema/range.js";

/** Low and high coordinate of every data tile along one dimension; tile i at index i. */
export interface TileBounds {
  readonly low: ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string>;
  readonly high: ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string>;
}

/** Bounding boxes of a fragment's data tiles, per dimension. */
export interface TileBoxes {
  readonly tiles: number;
  readonly bounds: readonly TileBounds[];
}

/** Reads an R-tree (u32 fanout, u32 levels, root first, per level u64 n and n boxes) and keeps its leaves. */
export function parseRTree(bytes: Uint8Array, dimensions: readonly RangeField[], where: string): TileBoxes {
  const cursor = new ByteCursor(bytes, where);
  cursor.uint32(); // fanout
  const levels = cursor.uint32();
  if (levels > 64) throw new FormatError({ what: "R-tree", where, expected: "at most 64 levels", got: `${levels}` });
  if (levels === 0) return { tiles: 0, bounds: dimensions.map(() => ({ low: [], high: [] })) };
  const isFixed = dimensions.every((dimension) => !dimension.isVar);
  const boxBytes = dimensions.reduce((sum, dimension) => sum + 2 * datatypeSize(dimension.type), 0);
  for (let level = 0; level < levels - 1; level++) {
    const boxes = cursor.uint64("boxes of an R-tree level");
    if (isFixed) cursor.take(boxes * boxBytes);
    else for (let i = 0; i < boxes; i++) for (const dimension of dimensions) parseRange(cursor, dimension, where);
  }
  const tiles = cursor.uint64("leaves of the R-tree");
  if (isFixed) return { tiles, bounds: fixedBounds(cursor.take(tiles * boxBytes), dimensions, tiles, boxBytes) };
  // Every box has at least the two sizes of a string range.
  if (tiles * 16 > cursor.remaining)
    throw new FormatError({ what: "R-tree", where, expected: `${tiles} boxes`, got: `${cursor.remaining} bytes` });
  const low = dimensions.map(() => new Array<never>(tiles));
  const high = dimensions.map(() => new Array<never>(tiles));
  for (let tile = 0; tile < tiles; tile++) {
    for (const [d, dimension] of dimensions.entries()) {
      const range = parseRange(cursor, dimension, where);
      low[d]![tile] = range[0] as never;
      high[d]![tile] = range[1] as never;
    }
  }
  return { tiles, bounds: dimensions.map((_, d) => ({ low: low[d]!, high: high[d]! })) };
}

/** Splits the interleaved boxes into one array per dimension and side, copying bytes, not values. */
function fixedBounds(
  leaves: Uint8Array,
  dimensions: readonly RangeField[],
  tiles: number,
  boxBytes: number,
): TileBounds[] {
  let start = 0;
  return dimensions.map((dimension) => {
    const size = datatypeSize(dimension.type);
    const pick = (from: number): ArrayLike<number> | ArrayLike<bigint> => {
      const output = new Uint8Array(tiles * size);
      for (let tile = 0, at = from, to = 0; tile < tiles; tile++, at += boxBytes, to += size) {
        for (let i = 0; i < size; i++) output[to + i] = leaves[at + i]!;
      }
      return typedView(dimension.type, output);
    };
    const bounds = { low: pick(start), high: pick(start + size) };
    start += 2 * size;
    return bounds;
  });
}
