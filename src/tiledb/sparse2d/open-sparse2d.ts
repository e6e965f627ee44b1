import { FormatError, OptionError, throwIfAborted, UnsupportedFeatureError } from "../../core/index.js";
import type { ReadOptions } from "../../io/index.js";
import type { OpenedArray } from "../array.js";
import { isInteger } from "../datatype.js";
import type { Fragment } from "../fragment/fragment.js";
import { memoize } from "../memoize.js";
import { getTiles, tileRanges } from "../read/fetch-field.js";
import { type ArrayField, arrayField, type FragmentField, fragmentField } from "../read/field.js";
import { parseTile } from "../tile.js";
import type { ColumnData, Sparse2dCells, Sparse2dReader } from "../types.js";
import { coordinateDecoder, valueDecoder } from "./narrow-tile.js";
import { buildRowIndex, tilesOfRows } from "./row-index.js";

const INT32_MAX = 2 ** 31 - 1;

/**
 * A reader of row ranges of a 2-D sparse array with integer dimensions from 0 and one numeric attribute (the first, or
 * `attribute`). One fragment without pending deletes is decoded straight to 32-bit columns; everything else goes
 * through the general reader, with the same result.
 */
export async function openSparse2d(
  array: OpenedArray,
  options: { readonly attribute?: string } = {},
): Promise<Sparse2dReader> {
  const { schema, uri } = array;
  const [rows, cols] = schema.dimensions;
  const name = options.attribute ?? schema.attributes[0]?.name;
  if (schema.arrayType !== "sparse" || schema.dimensions.length !== 2 || name === undefined)
    throw new UnsupportedFeatureError({
      what: "row reads of an array that is not sparse with 2 dimensions",
      where: uri,
    });
  const value = arrayField(schema, name, uri);
  const numeric =
    isInteger(value.type) || value.type === "float32" || value.type === "float64" || value.type === "bool";
  if (
    !isInteger(rows!.type) ||
    !isInteger(cols!.type) ||
    !numeric ||
    value.isVar ||
    value.valuesPerCell !== 1 ||
    value.nullable
  )
    throw new UnsupportedFeatureError({
      what: "row reads of this schema",
      where: uri,
      expected: "integer dimensions and one numeric value that is not nullable",
      got: `${rows!.type} × ${cols!.type} → ${value.type}`,
    });
  const shape = await arrayShape(array);
  const rowTileExtent = Math.min(Number(rows!.tileExtent ?? shape[0]), INT32_MAX);
  const fragments = await array.fragments();
  const read =
    fragments.length === 1 && isPlain(array, fragments[0]!)
      ? directRead(array, fragments[0]!, value, shape)
      : generalRead(array, name);
  return {
    rowTileExtent,
    shape,
    async readRows(lowRow, highRow, { signal } = {}) {
      if (!Number.isInteger(lowRow) || !Number.isInteger(highRow) || lowRow < 0 || highRow < lowRow)
        throw new OptionError({
          what: "row range",
          where: uri,
          expected: "0 ≤ low ≤ high",
          got: `${lowRow} to ${highRow}`,
        });
      throwIfAborted(signal, `reading rows of ${uri}`);
      return read(lowRow, highRow, signal === undefined ? {} : { signal });
    },
  };
}

type ReadRows = (lowRow: number, highRow: number, options: ReadOptions) => Promise<Sparse2dCells>;

/** Every stored cell is a cell of the array, and they are stored in global order. */
function isPlain(array: OpenedArray, fragment: Fragment): boolean {
  const { footer, name } = fragment;
  return (
    !array.hasDeletes &&
    !footer.hasDeleteMetadata &&
    array.openTime >= name.end &&
    (array.schema.allowsDuplicates || !footer.hasTimestamps) &&
    fragment.schema.attributes.length > 0
  );
}

function directRead(
  array: OpenedArray,
  fragment: Fragment,
  value: ArrayField,
  shape: readonly [number, number],
): ReadRows {
  const { schema, uri } = array;
  const dimensions = schema.dimensions.map((dimension) => arrayField(schema, dimension.name, uri));
  const fields = [...dimensions, value].map((field) => fragmentField(fragment, field));
  if (fields.includes(undefined)) return generalRead(array, value.name);
  const [rowField, colField, valueField] = fields as [FragmentField, FragmentField, FragmentField];
  const decodeRows = coordinateDecoder(rowField.data, dimensions[0]!.type, shape[0] - 1);
  const decodeCols = coordinateDecoder(colField.data, dimensions[1]!.type, shape[1] - 1);
  const decodeValues = valueDecoder(valueField.data, value.type);
  const index = memoize(async () => buildRowIndex((await fragment.boxes()).bounds[0]!));

  const fetchTiles = async (field: FragmentField, tiles: readonly number[], options: ReadOptions) => {
    const key = fragment.dataFile(`${field.file}.tdb`, fragment.footer.fileBytes[field.slot]!);
    const where = `${array.store.uri}/${key}`;
    const offsets = await fragment.vector(fragment.footer.tileOffsets[field.slot]!);
    const ranges = tileRanges(offsets, fragment.footer.fileBytes[field.slot]!, tiles, where);
    const bytes = await getTiles(array.store, key, ranges, tiles, where, options);
    return bytes.map((tile, i) => {
      const expected = fragment.tileCells(tiles[i]!) * field.bytesPerCell;
      return parseTile(tile, expected, `${where} tile ${tiles[i]}`);
    });
  };

  return async (lowRow, highRow, options) => {
    const { low, high } = await index();
    const tiles = tilesOfRows(await index(), lowRow, highRow);
    const [rowTiles, colTiles, valueTiles] = await Promise.all(
      [rowField, colField, valueField].map((field) => fetchTiles(field, tiles, options)),
    );
    throwIfAborted(options.signal, `reading rows of ${uri}`);
    const total = tiles.reduce((sum, tile) => sum + fragment.tileCells(tile), 0);
    const rows = new Int32Array(total);
    const cols = new Int32Array(total);
    const values = new Float32Array(total);
    let length = 0;
    tiles.forEach((tile, i) => {
      const count = fragment.tileCells(tile);
      decodeRows(rowTiles![i]!, rows, length);
      decodeCols(colTiles![i]!, cols, length);
      decodeValues(valueTiles![i]!, values, length);
      checkRows(rows, length, length + count, low[tile]!, high[tile]!, rowTiles![i]!.where);
      const inside = low[tile]! >= lowRow && high[tile]! <= highRow;
      length = inside ? length + count : keepRows(rows, cols, values, length, count, lowRow, highRow);
    });
    return { rows, cols, values, length };
  };
}

/** Readers index by row, so a row outside its tile's box (of the R-tree) must not get through. */
function checkRows(rows: Int32Array, start: number, end: number, low: number, high: number, where: string): void {
  let least = rows[start]!;
  let largest = least;
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    if (row < least) least = row;
    if (row > largest) largest = row;
  }
  if (least >= low && largest <= high) return;
  throw new FormatError({
    what: "rows of a tile",
    where,
    expected: `${low} to ${high}, as the fragment's R-tree says`,
    got: `${least} to ${largest}`,
    hint: "The file is damaged",
  });
}

/** Moves the cells within the row range together, from `start`; their end. */
function keepRows(
  rows: Int32Array,
  cols: Int32Array,
  values: Float32Array,
  start: number,
  count: number,
  lowRow: number,
  highRow: number,
): number {
  // Values move as bits: a float register may change a NaN's payload.
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let to = start;
  for (let from = start; from < start + count; from++) {
    const row = rows[from]!;
    rows[to] = row;
    cols[to] = cols[from]!;
    bits[to] = bits[from]!;
    if (row >= lowRow && row <= highRow) to++;
  }
  return to;
}

/** Reads through the general reader: several fragments, duplicates, deletes, time travel. */
function generalRead(array: OpenedArray, attribute: string): ReadRows {
  const [rowName, colName] = array.schema.dimensions.map((dimension) => dimension.name) as [string, string];
  return async (lowRow, highRow, options) => {
    const columns = await array.read({
      columns: [rowName, colName, attribute],
      ranges: { [rowName]: [[lowRow, highRow]] },
      layout: "global",
      int64: "number",
      ...options,
    });
    const number = (column: ColumnData): ArrayLike<number> => column.values as Float64Array;
    const rows = Int32Array.from(number(columns.get(rowName)!));
    const cols = Int32Array.from(number(columns.get(colName)!));
    const { values } = columns.get(attribute)!;
    const floats = values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
    return { rows, cols, values: floats, length: rows.length };
  };
}

/** Rows and columns: the current domain if there is one, else the domain, or the cells' extent where it is too large. */
async function arrayShape(array: OpenedArray): Promise<readonly [number, number]> {
  const { schema, uri } = array;
  const box = schema.currentDomain ?? schema.dimensions.map((dimension) => dimension.domain!);
  const used = box.every(([, high]) => Number(high) < INT32_MAX) ? undefined : await array.nonEmptyDomain();
  const sizes = box.map(([low, high], d) => {
    const size = Number(high) < INT32_MAX ? Number(high) + 1 : used === undefined ? 0 : Number(used[d]![1]) + 1;
    if (Number(low) < 0 || size > INT32_MAX)
      throw new UnsupportedFeatureError({
        what: `dimension ${schema.dimensions[d]!.name} beyond 32 bits`,
        where: uri,
        expected: `coordinates from 0 to ${INT32_MAX}`,
        got: `${String(low)} to ${String(used?.[d]?.[1] ?? high)}`,
      });
    return size;
  });
  return [sizes[0]!, sizes[1]!];
}
