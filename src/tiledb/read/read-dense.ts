import { FormatError, ShapeError, UnsupportedFeatureError } from "../../core/index.js";
import { type ByteStore, mapLimit, type ReadOptions } from "../../io/index.js";
import { datatypeSize, typedView } from "../datatype.js";
import type { Fragment } from "../fragment/fragment.js";
import { isBigType } from "../schema/range.js";
import type { ArraySchema, DomainRange } from "../types.js";
import { type CellColumn, concatColumns, fillColumn, gatherColumn } from "./cell-column.js";
import {
  type Box,
  boxCells,
  intersect,
  planDenseTiles,
  relativeBox,
  strides,
  type TileGrid,
  type TilePart,
  tileGrid,
} from "./dense-grid.js";
import { type ArrayField, arrayField } from "./field.js";
import { readFields, type TileRun } from "./read-fields.js";

/** A result larger than this is refused: the caller should read box by box. */
const MAX_CELLS = 2 ** 30;

export interface DenseSource {
  readonly store: ByteStore;
  readonly schema: ArraySchema;
  /** Ordered by time: later fragments overwrite earlier ones. */
  readonly fragments: readonly Fragment[];
  readonly uri: string;
}

/** One fragment's share of a dense read. */
export interface DensePart {
  readonly fragment: number;
  readonly grid: TileGrid;
  readonly tiles: readonly TilePart[];
}

/** Which tiles of which fragments the box needs. Pure. */
export function planDense(
  schema: ArraySchema,
  written: readonly (readonly DomainRange[] | undefined)[],
  box: Box,
  where: string,
): DensePart[] {
  return written.flatMap((domain, fragment) => {
    if (domain === undefined) return [];
    const own = relativeBox(schema, domain, where);
    const common = intersect(own, box);
    if (common === undefined) return [];
    const grid = tileGrid(schema, own, where);
    return [{ fragment, grid, tiles: planDenseTiles(grid, common, schema.tileOrder) }];
  });
}

/** Reads a box (inclusive ranges, one per dimension) in row-major order. Cells that nobody wrote hold the fill value. */
export async function readDense(
  source: DenseSource,
  ranges: readonly DomainRange[],
  names: readonly string[],
  options: ReadOptions = {},
): Promise<{ readonly cells: number; readonly columns: Map<string, CellColumn> }> {
  const { schema, fragments, uri, store } = source;
  if (schema.tileOrder === "hilbert" || schema.cellOrder === "hilbert")
    throw new UnsupportedFeatureError({ what: "a dense array in Hilbert order", where: uri });
  if (fragments.some((fragment) => !fragment.footer.isDense))
    throw new UnsupportedFeatureError({ what: "a sparse fragment in a dense array", where: uri });
  const box = relativeBox(schema, ranges, uri);
  const cells = boxCells(box);
  if (!(cells <= MAX_CELLS))
    throw new ShapeError({
      what: "box of a dense read",
      where: uri,
      expected: `at most ${MAX_CELLS} cells`,
      got: `${cells}`,
      hint: "Give ranges",
    });
  const parts = planDense(
    schema,
    fragments.map((fragment) => fragment.footer.nonEmptyDomain),
    box,
    uri,
  );
  const runs = await mapLimit(parts, 4, (part) => denseRun(fragments[part.fragment]!, part));
  const dimensions = new Set(schema.dimensions.map((dimension) => dimension.name));
  const fields = names.filter((name) => !dimensions.has(name)).map((name) => arrayField(schema, name, uri));
  const stored = await readFields(store, runs, fields, options);
  const winners = denseWinners(schema, parts, box);
  const columns = new Map<string, CellColumn>();
  for (const name of names) {
    const column = stored.get(name);
    if (column === undefined) columns.set(name, coordinates(schema, box, name));
    else columns.set(name, pick(column, arrayField(schema, name, uri), winners));
  }
  return { cells, columns };
}

async function denseRun(fragment: Fragment, part: DensePart): Promise<TileRun> {
  const { footer } = fragment;
  // All fields have a tile per grid tile; the first attribute's list confirms the number before sizes follow from it.
  const offsets = await fragment.vector(footer.tileOffsets[0]!);
  if (offsets.length !== part.grid.tiles)
    throw new FormatError({
      what: "tiles of a dense fragment",
      where: fragment.where,
      expected: `${part.grid.tiles}`,
      got: `${offsets.length}`,
    });
  const tiles = part.tiles.map((tile) => tile.tile);
  return { fragment, tiles, cells: tiles.map(() => part.grid.cellsPerTile) };
}

/** For each cell of the box the index of the stored cell that it shows, or −1 where nobody wrote. */
function denseWinners(schema: ArraySchema, parts: readonly DensePart[], box: Box): Int32Array {
  const counts = box.low.map((low, d) => box.high[d]! - low + 1);
  const winners = new Int32Array(boxCells(box)).fill(-1);
  const outStrides = strides(counts, "row");
  let base = 0;
  for (const part of parts) {
    const inStrides = strides(part.grid.extents, schema.cellOrder);
    for (const tile of part.tiles) {
      fillWinners(winners, tile, box, outStrides, inStrides, base);
      base += part.grid.cellsPerTile;
    }
  }
  return winners;
}

function fillWinners(
  winners: Int32Array,
  tile: TilePart,
  box: Box,
  outStrides: readonly number[],
  inStrides: readonly number[],
  base: number,
): void {
  const { part, origin } = tile;
  const last = box.low.length - 1;
  const visit = (d: number, out: number, from: number): void => {
    const low = part.low[d]!;
    const count = part.high[d]! - low + 1;
    let to = out + (low - box.low[d]!) * outStrides[d]!;
    let source = from + (low - origin[d]!) * inStrides[d]!;
    for (let i = 0; i < count; i++, to += outStrides[d]!, source += inStrides[d]!) {
      if (d === last) winners[to] = source;
      else visit(d + 1, to, source);
    }
  };
  visit(0, 0, base);
}

function pick(column: CellColumn, field: ArrayField, winners: Int32Array): CellColumn {
  if (!winners.includes(-1)) return gatherColumn(column, winners);
  // `gatherColumn` takes the last cell for −1.
  return gatherColumn(concatColumns([column, fillColumn(field.attribute!, 1)]), winners);
}

/** Coordinates along one dimension for each cell of the box. */
function coordinates(schema: ArraySchema, box: Box, name: string): CellColumn {
  const d = schema.dimensions.findIndex((dimension) => dimension.name === name);
  const { type, domain } = schema.dimensions[d]!;
  const counts = box.low.map((low, k) => box.high[k]! - low + 1);
  const stride = strides(counts, "row")[d]!;
  const size = datatypeSize(type);
  const bytes = new Uint8Array(boxCells(box) * size);
  const values = typedView(type, bytes);
  const start = BigInt(domain![0]);
  for (let i = 0; i < values.length; i++) {
    const value = start + BigInt(box.low[d]! + (Math.floor(i / stride) % counts[d]!));
    values[i] = isBigType(type) ? value : Number(value);
  }
  return { cells: values.length, bytes, bytesPerCell: size };
}
