import { typedView } from "../datatype.js";

/** Values of one field for a run of cells: the working form between decoding and the result. */
export interface CellColumn {
  readonly cells: number;
  /** Raw bytes, so that NaN payloads survive: `cells · bytesPerCell`, or the text of variable-length fields. */
  readonly bytes: Uint8Array;
  /** Fixed fields: bytes of one cell; variable-length fields: 0. */
  readonly bytesPerCell: number;
  /** Variable-length fields: start of each cell in `bytes` and the end, `cells + 1` entries. */
  readonly starts?: Uint32Array | Float64Array;
  readonly validity?: Uint8Array;
}

/** An array of starts that can hold offsets up to `totalBytes`. */
export function allocateStarts(cells: number, totalBytes: number): Uint32Array | Float64Array {
  return totalBytes < 2 ** 32 ? new Uint32Array(cells + 1) : new Float64Array(cells + 1);
}

/** The columns behind one another; all must be of one field. */
export function concatColumns(columns: readonly CellColumn[]): CellColumn {
  if (columns.length === 1) return columns[0]!;
  const cells = columns.reduce((sum, column) => sum + column.cells, 0);
  const totalBytes = columns.reduce((sum, column) => sum + column.bytes.length, 0);
  const bytes = new Uint8Array(totalBytes);
  const isVar = columns.some((column) => column.starts !== undefined);
  const starts = isVar ? allocateStarts(cells, totalBytes) : undefined;
  const validity = columns.some((column) => column.validity !== undefined) ? new Uint8Array(cells).fill(1) : undefined;
  let cell = 0;
  let offset = 0;
  for (const column of columns) {
    bytes.set(column.bytes, offset);
    if (column.validity !== undefined) validity!.set(column.validity, cell);
    if (column.starts !== undefined)
      for (let i = 0; i <= column.cells; i++) starts![cell + i] = column.starts[i]! + offset;
    cell += column.cells;
    offset += column.bytes.length;
  }
  return {
    cells,
    bytes,
    bytesPerCell: columns.find((column) => column.cells > 0)?.bytesPerCell ?? columns[0]?.bytesPerCell ?? 0,
    ...(starts === undefined ? {} : { starts }),
    ...(validity === undefined ? {} : { validity }),
  };
}

/** The cells at `order`, in that order; an index of −1 takes the fill cell, which is the last cell of `column`. */
export function gatherColumn(column: CellColumn, order: Int32Array): CellColumn {
  const cells = order.length;
  const last = column.cells - 1;
  const validity = column.validity === undefined ? undefined : new Uint8Array(cells);
  if (validity !== undefined)
    for (let i = 0; i < cells; i++) validity[i] = column.validity![order[i]! < 0 ? last : order[i]!]!;
  const extra = validity === undefined ? {} : { validity };
  if (column.starts === undefined) {
    const { bytesPerCell } = column;
    return { cells, bytes: gatherFixed(column.bytes, bytesPerCell, order, last), bytesPerCell, ...extra };
  }
  let total = 0;
  for (let i = 0; i < cells; i++) {
    const cell = order[i]! < 0 ? last : order[i]!;
    total += column.starts[cell + 1]! - column.starts[cell]!;
  }
  const bytes = new Uint8Array(total);
  const starts = allocateStarts(cells, total);
  let to = 0;
  for (let i = 0; i < cells; i++) {
    const cell = order[i]! < 0 ? last : order[i]!;
    starts[i] = to;
    const end = column.starts[cell + 1]!;
    for (let from = column.starts[cell]!; from < end; from++, to++) bytes[to] = column.bytes[from]!;
  }
  starts[cells] = to;
  return { cells, bytes, bytesPerCell: 0, starts, ...extra };
}

function gatherFixed(bytes: Uint8Array, size: number, order: Int32Array, last: number): Uint8Array {
  const output = new Uint8Array(order.length * size);
  if (size === 4 || size === 8) {
    // Copies words, not floats: a float register may change a NaN's payload.
    const words = size / 4;
    const from = typedView("uint32", bytes) as Uint32Array;
    const to = new Uint32Array(output.buffer);
    for (let i = 0, t = 0; i < order.length; i++) {
      const f = (order[i]! < 0 ? last : order[i]!) * words;
      for (let w = 0; w < words; w++) to[t++] = from[f + w]!;
    }
    return output;
  }
  for (let i = 0, to = 0; i < order.length; i++) {
    const from = (order[i]! < 0 ? last : order[i]!) * size;
    for (let b = 0; b < size; b++) output[to++] = bytes[from + b]!;
  }
  return output;
}

/** `cells` cells that all hold the fill value; null unless the fill is valid. */
export function fillColumn(
  field: {
    readonly fill: Uint8Array;
    readonly isVar: boolean;
    readonly nullable: boolean;
    readonly fillValid: boolean;
  },
  cells: number,
): CellColumn {
  const size = field.fill.length;
  const bytes = new Uint8Array(cells * size);
  for (let i = 0; i < cells; i++) bytes.set(field.fill, i * size);
  const validity = field.nullable ? { validity: new Uint8Array(cells).fill(field.fillValid ? 1 : 0) } : {};
  if (!field.isVar) return { cells, bytes, bytesPerCell: size, ...validity };
  const starts = allocateStarts(cells, bytes.length);
  for (let i = 0; i <= cells; i++) starts[i] = i * size;
  return { cells, bytes, bytesPerCell: 0, starts, ...validity };
}
