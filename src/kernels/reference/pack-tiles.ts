import type { CompactBlock, TileColumn, TileList } from "../types.js";
import { packCells } from "./pack-cells.js";

export function packTiles(list: TileList, nCols: number, blockRows: number): CompactBlock[] | undefined {
  const { firstRow, lastRow, rowOf, nRows } = list;
  const rows: number[] = [];
  const cols: number[] = [];
  const values: number[] = [];
  for (const tile of list.tiles) {
    const ids = decode(tile.rows, integer);
    const columns = decode(tile.cols, integer);
    const numbers = decode(tile.values, (bytes) => bytes.getFloat32(0, true));
    if ([ids, columns, numbers].some((column) => column.length !== tile.length)) return undefined;
    for (let i = 0; i < tile.length; i++) {
      const row = ids[i]!;
      if (row < tile.lowRow || row > tile.highRow) return undefined;
      if (row < firstRow || row > lastRow) continue;
      if (columns[i]! >= nCols) return undefined;
      rows.push(row);
      cols.push(columns[i]!);
      values.push(numbers[i]!);
    }
  }
  const columns = { rows: Int32Array.from(rows), cols: Int32Array.from(cols), values: Float32Array.from(values) };
  return packCells({ ...columns, length: rows.length, firstRow, rowOf, nRows }, nCols, blockRows);
}

/** The elements of all parts; `read` takes a view of one element's bytes. */
function decode(column: TileColumn, read: (bytes: DataView) => number): number[] {
  const { elementBytes, shuffled } = column;
  const values: number[] = [];
  for (const part of column.parts()) {
    const n = part.length / elementBytes;
    for (let i = 0; i < n; i++) {
      const at = (byte: number): number => (shuffled ? byte * n + i : i * elementBytes + byte);
      const bytes = Uint8Array.from({ length: elementBytes }, (_, byte) => part[at(byte)]!);
      values.push(read(new DataView(bytes.buffer)));
    }
  }
  return values;
}

function integer(bytes: DataView): number {
  return bytes.byteLength === 8 ? Number(bytes.getBigInt64(0, true)) : bytes.getInt32(0, true);
}
