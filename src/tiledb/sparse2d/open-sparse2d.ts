import { OptionError, throwIfAborted, UnsupportedFeatureError } from "../../core/index.js";
import type { ReadOptions } from "../../io/index.js";
import type { OpenedArray } from "../array.js";
import { isInteger } from "../datatype.js";
import type { Fragment } from "../fragment/fragment.js";
import { arrayField } from "../read/field.js";
import type { ColumnData, Sparse2dCells, Sparse2dReader } from "../types.js";
import { openTiles } from "./read-tiles.js";

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
  const readTiles =
    fragments.length === 1 && isPlain(array, fragments[0]!) ? openTiles(array, fragments[0]!, value, shape) : undefined;
  const readGeneral = generalRead(array, name);
  const check = (lowRow: number, highRow: number, { signal }: ReadOptions): ReadOptions => {
    if (!Number.isInteger(lowRow) || !Number.isInteger(highRow) || lowRow < 0 || highRow < lowRow)
      throw new OptionError({
        what: "row range",
        where: uri,
        expected: "0 ≤ low ≤ high",
        got: `${lowRow} to ${highRow}`,
      });
    throwIfAborted(signal, `reading rows of ${uri}`);
    return signal === undefined ? {} : { signal };
  };
  const reader: Sparse2dReader = {
    rowTileExtent,
    shape,
    async readRows(lowRow, highRow, options = {}) {
      const read = check(lowRow, highRow, options);
      if (readTiles === undefined) return readGeneral(lowRow, highRow, read);
      return (await readTiles(lowRow, highRow, read)).decode();
    },
  };
  if (readTiles === undefined || value.type !== "float32") return reader;
  return {
    ...reader,
    readTiles: async (lowRow, highRow, options = {}) => readTiles(lowRow, highRow, check(lowRow, highRow, options)),
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
