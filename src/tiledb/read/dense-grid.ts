import { FormatError, ShapeError, UnsupportedFeatureError } from "../../core/index.js";
import { isInteger, isTemporal } from "../datatype.js";
import type { ArraySchema, DomainRange, Order } from "../types.js";

/** A box of integer coordinates relative to the domain's start, inclusive at both ends. */
export interface Box {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The space tiles that a dense fragment stores: its non-empty domain, widened to whole tiles. */
export interface TileGrid {
  /** First tile per dimension. */
  readonly first: readonly number[];
  /** Tiles per dimension. */
  readonly counts: readonly number[];
  readonly extents: readonly number[];
  readonly tiles: number;
  readonly cellsPerTile: number;
}

/** A piece of the result that comes from one tile. */
export interface TilePart {
  /** Index of the tile in the fragment. */
  readonly tile: number;
  /** Part of the box inside the tile, relative to the domain's start. */
  readonly part: Box;
  /** Where the tile starts, relative to the domain's start. */
  readonly origin: readonly number[];
}

/** The box of ranges in coordinates relative to the domain's start, which are small numbers even for bigint domains. */
export function relativeBox(schema: ArraySchema, ranges: readonly DomainRange[], where: string): Box {
  const relative = (value: DomainRange[0], d: number): number => {
    const { domain, name, type } = schema.dimensions[d]!;
    if (domain === undefined || !(isInteger(type) || isTemporal(type)))
      throw new UnsupportedFeatureError({ what: `a dense dimension of type ${type}`, where: `${where}: ${name}` });
    const number = Number(BigInt(value) - BigInt(domain[0]));
    if (Number.isSafeInteger(number)) return number;
    throw new ShapeError({
      what: `range of dimension ${name}`,
      where,
      expected: "below 2^53 cells from the start",
      got: String(value),
    });
  };
  return {
    low: ranges.map((range, d) => relative(range[0], d)),
    high: ranges.map((range, d) => relative(range[1], d)),
  };
}

/** The tiles of a fragment whose non-empty domain is `written`. */
export function tileGrid(schema: ArraySchema, written: Box, where: string): TileGrid {
  const extents = schema.dimensions.map((dimension) => {
    const extent = Number(dimension.tileExtent ?? 0);
    if (extent >= 1) return extent;
    throw new FormatError({
      what: `tile extent of dense dimension ${dimension.name}`,
      where,
      expected: "1 or more",
      got: `${extent}`,
    });
  });
  const first = written.low.map((low, d) => Math.floor(low / extents[d]!));
  const counts = written.high.map((high, d) => Math.floor(high / extents[d]!) - first[d]! + 1);
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  return { first, counts, extents, tiles: product(counts), cellsPerTile: product(extents) };
}

/** The tiles that the box touches, in tile order. `box` must lie within the fragment's box. */
export function planDenseTiles(grid: TileGrid, box: Box, tileOrder: Order): TilePart[] {
  const low = box.low.map((value, d) => Math.floor(value / grid.extents[d]!));
  const high = box.high.map((value, d) => Math.floor(value / grid.extents[d]!));
  const parts: TilePart[] = [];
  forEachCoordinate({ low, high }, (coordinate) => {
    const origin = coordinate.map((c, d) => c * grid.extents[d]!);
    parts.push({
      tile: linearIndex(
        coordinate.map((c, d) => c - grid.first[d]!),
        grid.counts,
        tileOrder,
      ),
      origin,
      part: {
        low: origin.map((start, d) => Math.max(start, box.low[d]!)),
        high: origin.map((start, d) => Math.min(start + grid.extents[d]! - 1, box.high[d]!)),
      },
    });
  });
  return parts.sort((a, b) => a.tile - b.tile);
}

/** Position of a coordinate in a box of `counts`, row-major or column-major. */
export function linearIndex(coordinate: readonly number[], counts: readonly number[], order: Order): number {
  let index = 0;
  if (order === "col") for (let d = counts.length - 1; d >= 0; d--) index = index * counts[d]! + coordinate[d]!;
  else for (let d = 0; d < counts.length; d++) index = index * counts[d]! + coordinate[d]!;
  return index;
}

/** Distance in cells between neighbours along each dimension. */
export function strides(counts: readonly number[], order: Order): number[] {
  const result = new Array<number>(counts.length).fill(1);
  if (order === "col") for (let d = 1; d < counts.length; d++) result[d] = result[d - 1]! * counts[d - 1]!;
  else for (let d = counts.length - 2; d >= 0; d--) result[d] = result[d + 1]! * counts[d + 1]!;
  return result;
}

/** Calls `visit` with every coordinate of the box, row-major. */
export function forEachCoordinate(box: Box, visit: (coordinate: readonly number[]) => void): void {
  const coordinate = [...box.low];
  for (;;) {
    visit([...coordinate]);
    let d = coordinate.length - 1;
    while (d >= 0 && coordinate[d] === box.high[d]) {
      coordinate[d] = box.low[d]!;
      d--;
    }
    if (d < 0) return;
    coordinate[d]!++;
  }
}

/** The common part of two boxes, or `undefined`. */
export function intersect(a: Box, b: Box): Box | undefined {
  const low = a.low.map((value, d) => Math.max(value, b.low[d]!));
  const high = a.high.map((value, d) => Math.min(value, b.high[d]!));
  return low.every((value, d) => value <= high[d]!) ? { low, high } : undefined;
}

/** Number of cells in the box. */
export function boxCells(box: Box): number {
  return box.low.reduce((cells, low, d) => cells * (box.high[d]! - low + 1), 1);
}
