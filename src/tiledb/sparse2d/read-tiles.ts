import { FormatError, throwIfAborted } from "../../core/index.js";
import type { ReadOptions } from "../../io/index.js";
import type { OpenedArray } from "../array.js";
import { datatypeSize } from "../datatype.js";
import type { Fragment } from "../fragment/fragment.js";
import { memoize } from "../memoize.js";
import { getTiles, tileRanges } from "../read/fetch-field.js";
import { type ArrayField, arrayField, type FragmentField, fragmentField } from "../read/field.js";
import { parseTile } from "../tile.js";
import type { Sparse2dCells, Sparse2dTiles } from "../types.js";
import { coordinateDecoder, valueDecoder } from "./narrow-tile.js";
import { buildRowIndex, tilesOfRows } from "./row-index.js";
import { tileColumn } from "./tile-column.js";

type ReadTiles = (lowRow: number, highRow: number, options: ReadOptions) => Promise<Sparse2dTiles>;

/** Reads the tiles of one fragment by rows; undefined if the fragment does not have the fields. */
export function openTiles(
  array: OpenedArray,
  fragment: Fragment,
  value: ArrayField,
  shape: readonly [number, number],
): ReadTiles | undefined {
  const { schema, uri } = array;
  const dimensions = schema.dimensions.map((dimension) => arrayField(schema, dimension.name, uri));
  const fields = [...dimensions, value].map((field) => fragmentField(fragment, field));
  if (fields.includes(undefined)) return undefined;
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
    const sizes = dimensions.map((dimension) => datatypeSize(dimension.type));
    return {
      tiles: tiles.map((tile, i) => ({
        length: fragment.tileCells(tile),
        lowRow: low[tile]!,
        highRow: high[tile]!,
        rows: tileColumn(rowTiles![i]!, rowField.data, sizes[0]!),
        cols: tileColumn(colTiles![i]!, colField.data, sizes[1]!),
        values: tileColumn(valueTiles![i]!, valueField.data, datatypeSize(value.type)),
      })),
      decode(): Sparse2dCells {
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
      },
    };
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
