import type { CellList, CellTile, TileColumn, TileList } from "../../src/kernels/index.js";

/** How a test's tiles are laid out. */
export interface TileLayout {
  readonly cellsPerTile: number;
  /** Elements per part, of row ids, columns and values. */
  readonly partCells: readonly [number, number, number];
  /** Bytes of row ids and of columns: 4 or 8. */
  readonly elementBytes: readonly [number, number];
  readonly shuffled: readonly [boolean, boolean, boolean];
}

function column(values: Uint8Array, elementBytes: number, partCells: number, shuffled: boolean): TileColumn {
  const partBytes = elementBytes * partCells;
  return {
    elementBytes,
    shuffled,
    maxPartBytes: Math.min(partBytes, values.length),
    *parts() {
      // One buffer for all parts, as a decoder has it: who keeps a part reads the wrong bytes.
      const shared = new Uint8Array(partBytes);
      for (let at = 0; at < values.length; at += partBytes) {
        const part = values.subarray(at, at + partBytes);
        const n = part.length / elementBytes;
        part.forEach((byte, i) => {
          const place = shuffled ? (i % elementBytes) * n + Math.floor(i / elementBytes) : i;
          shared[place] = byte;
        });
        yield shared.subarray(0, part.length);
      }
    },
  };
}

function bytesOf(values: Int32Array | Float32Array, elementBytes: number): Uint8Array {
  const wide = elementBytes === 8 ? BigInt64Array.from(values, BigInt) : values;
  return new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength).slice();
}

/** The cells cut into tiles and parts, `lastRow` being the last row id that is wanted. */
export function encodeTiles(cells: CellList, lastRow: number, layout: TileLayout): TileList {
  const tiles: CellTile[] = [];
  const { elementBytes, partCells, shuffled } = layout;
  for (let start = 0; start < cells.length; start += layout.cellsPerTile) {
    const end = Math.min(cells.length, start + layout.cellsPerTile);
    const rows = cells.rows.slice(start, end);
    tiles.push({
      length: end - start,
      lowRow: rows.reduce((least, row) => Math.min(least, row)),
      highRow: rows.reduce((most, row) => Math.max(most, row)),
      rows: column(bytesOf(rows, elementBytes[0]), elementBytes[0], partCells[0], shuffled[0]),
      cols: column(bytesOf(cells.cols.slice(start, end), elementBytes[1]), elementBytes[1], partCells[1], shuffled[1]),
      values: column(bytesOf(cells.values.slice(start, end), 4), 4, partCells[2], shuffled[2]),
    });
  }
  return { tiles, firstRow: cells.firstRow, lastRow, rowOf: cells.rowOf, nRows: cells.nRows };
}
