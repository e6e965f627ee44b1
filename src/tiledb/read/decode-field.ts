import { FormatError } from "../../core/index.js";
import type { StringStarts } from "../filters/types.js";
import { decodeTile, parseTile, type StoredTile } from "../tile.js";
import { allocateStarts, type CellColumn } from "./cell-column.js";
import type { FieldBytes } from "./fetch-field.js";
import type { FragmentField } from "./field.js";

/**
 * Decodes the fetched tiles of a field. `cells[i]` is the number of cells of the i-th tile. All declared sizes are
 * compared with those that the metadata demands before the column is allocated.
 */
export function decodeField(
  field: FragmentField,
  bytes: FieldBytes,
  cells: readonly number[],
  where: string,
): CellColumn {
  const total = cells.reduce((sum, count) => sum + count, 0);
  const place = (part: string, i: number): string => `${where}/${field.file}${part}.tdb tile ${i}`;
  const validity = field.nullable ? decodeValidity(field, bytes, cells, total, place) : {};
  if (!field.isVar) {
    const tiles = cells.map((count, i) => parseTile(bytes.fixed[i]!, count * field.bytesPerCell, place("", i)));
    const output = new Uint8Array(total * field.bytesPerCell);
    let offset = 0;
    for (const tile of tiles) {
      decodeTile(tile, field.data, output, offset);
      offset += tile.originalBytes;
    }
    return { cells: total, bytes: output, bytesPerCell: field.bytesPerCell, ...validity };
  }
  const tiles = cells.map((_, i) => parseTile(bytes.var[i]!, bytes.varSizes[i]!, place("_var", i)));
  const offsetTiles = field.data.carriesOffsets
    ? undefined
    : cells.map((count, i) => parseTile(bytes.fixed[i]!, count * 8, place("", i)));
  const varBytes = tiles.reduce((sum, tile) => sum + tile.originalBytes, 0);
  checkCells(total, varBytes, tiles, where);
  const output = new Uint8Array(varBytes);
  const starts = allocateStarts(total, varBytes);
  let cell = 0;
  let offset = 0;
  tiles.forEach((tile, i) => {
    const count = cells[i]!;
    const tileStarts =
      offsetTiles === undefined
        ? decodeStrings(field, tile, output, offset, count)
        : decodeWithOffsets(field, tile, offsetTiles[i]!, output, offset, count);
    let previous = 0;
    for (let k = 0; k < count; k++) {
      const start = tileStarts[k]!;
      if (start < previous || start > tile.originalBytes)
        throw new FormatError({
          what: `offset of cell ${k}`,
          where: tile.where,
          expected: `${previous} to ${tile.originalBytes}`,
          got: `${start}`,
          hint: "The file is damaged",
        });
      starts[cell + k] = offset + start;
      previous = start;
    }
    cell += count;
    offset += tile.originalBytes;
  });
  starts[total] = offset;
  return { cells: total, bytes: output, bytesPerCell: 0, starts, ...validity };
}

function decodeValidity(
  field: FragmentField,
  bytes: FieldBytes,
  cells: readonly number[],
  total: number,
  place: (part: string, i: number) => string,
): { validity: Uint8Array } {
  const tiles = cells.map((count, i) => parseTile(bytes.validity[i]!, count, place("_validity", i)));
  const validity = new Uint8Array(total);
  let offset = 0;
  for (const tile of tiles) {
    decodeTile(tile, field.validity, validity, offset);
    offset += tile.originalBytes;
  }
  return { validity };
}

function decodeStrings(
  field: FragmentField,
  tile: StoredTile,
  output: Uint8Array,
  offset: number,
  count: number,
): Float64Array {
  const strings: StringStarts = { starts: new Float64Array(count), count: 0, bytes: 0 };
  decodeTile(tile, field.data, output, offset, strings);
  if (strings.count !== count)
    throw new FormatError({
      what: "strings of a tile",
      where: tile.where,
      expected: `${count}`,
      got: `${strings.count}`,
      hint: "The file is damaged",
    });
  return strings.starts;
}

function decodeWithOffsets(
  field: FragmentField,
  tile: StoredTile,
  offsetTile: StoredTile,
  output: Uint8Array,
  offset: number,
  count: number,
): Float64Array {
  decodeTile(tile, field.data, output, offset);
  const raw = new Uint8Array(count * 8);
  decodeTile(offsetTile, field.offsets, raw);
  const view = new Uint32Array(raw.buffer);
  const starts = new Float64Array(count);
  for (let i = 0; i < count; i++) starts[i] = view[2 * i + 1]! * 2 ** 32 + view[2 * i]!;
  return starts;
}

// Where the strings carry their own offsets, nothing in the file confirms the number of cells before decoding; a
// tile's encoded form cannot hold more cells than this.
function checkCells(cells: number, varBytes: number, tiles: readonly StoredTile[], where: string): void {
  const stored = tiles.reduce(
    (sum, tile) => sum + tile.chunks.reduce((s, c) => s + c.data.length + c.metadata.length, 0),
    0,
  );
  if (cells <= varBytes + (stored + 1024) * 2 ** 20) return;
  throw new FormatError({ what: "number of cells", where, expected: `fewer for ${stored} bytes`, got: `${cells}` });
}
