import { ShapeError } from "../../core/index.js";
import { type Datatype, datatypeSize, type TypedArray } from "../datatype.js";
import { bytesOf } from "./byte-writer.js";

/**
 * A column of cells to write: what a read returns as `ColumnData`. For 64-bit integers an `Int32Array` will do and is
 * widened. Variable-length columns give bytes and `offsets` (`cells + 1` byte starts).
 */
export interface CellColumn {
  readonly values: TypedArray;
  readonly offsets?: ArrayLike<number>;
  /** 1 = has a value, 0 = null; absent = all have one. */
  readonly validity?: Uint8Array;
}

/** Columns of consecutive cells by dimension and attribute name. The writer keeps them until their tile is full. */
export type CellBatch = ReadonlyMap<string, CellColumn>;

/** Number of cells of a column. */
export function cellsOf(column: CellColumn): number {
  return column.offsets === undefined ? column.values.length : column.offsets.length - 1;
}

/** Consecutive cells `start … end − 1` of a batch. */
export interface CellSlice {
  readonly batch: CellBatch;
  readonly start: number;
  readonly end: number;
}

/** A field's fixed-size values of the slices, as the bytes that a tile holds. */
export function gatherFixed(slices: readonly CellSlice[], name: string, type: Datatype): Uint8Array {
  const size = datatypeSize(type);
  const out = new Uint8Array(size * slices.reduce((sum, slice) => sum + slice.end - slice.start, 0));
  let at = 0;
  for (const { batch, start, end } of slices) {
    const { values } = columnOf(batch, name);
    if (values.BYTES_PER_ELEMENT === size) {
      out.set(bytesOf(values).subarray(start * size, end * size), at);
    } else if (values instanceof Int32Array && size === 8) {
      widen(values, start, end, new Int32Array(out.buffer, at, 2 * (end - start)));
    } else {
      throw new ShapeError({ what: `values of "${name}"`, expected: type, got: values.constructor.name });
    }
    at += (end - start) * size;
  }
  return out;
}

// Two 32-bit words per value, low word first (the format and all platforms of Node are little-endian).
function widen(values: Int32Array, start: number, end: number, words: Int32Array): void {
  for (let i = start, w = 0; i < end; i++, w += 2) {
    words[w] = values[i]!;
    words[w + 1] = values[i]! >> 31;
  }
}

/** A field's variable-length values of the slices: joined bytes and byte starts with the end. */
export function gatherVar(slices: readonly CellSlice[], name: string): { bytes: Uint8Array; starts: Float64Array } {
  const cells = slices.reduce((sum, slice) => sum + slice.end - slice.start, 0);
  const starts = new Float64Array(cells + 1);
  const parts: Uint8Array[] = [];
  let cell = 0;
  let shift = 0;
  for (const { batch, start, end } of slices) {
    const { values, offsets } = columnOf(batch, name);
    if (offsets === undefined) throw new ShapeError({ what: `"${name}" is variable-length: offsets are missing` });
    parts.push(bytesOf(values).subarray(offsets[start]!, offsets[end]!));
    for (let i = start; i < end; i++) starts[cell++] = offsets[i]! - offsets[start]! + shift;
    shift += offsets[end]! - offsets[start]!;
  }
  starts[cell] = shift;
  const bytes = new Uint8Array(shift);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, starts };
}

/** A nullable field's validity bytes of the slices. */
export function gatherValidity(slices: readonly CellSlice[], name: string): Uint8Array {
  const out = new Uint8Array(slices.reduce((sum, slice) => sum + slice.end - slice.start, 0)).fill(1);
  let at = 0;
  for (const { batch, start, end } of slices) {
    const { validity } = columnOf(batch, name);
    if (validity !== undefined) out.set(validity.subarray(start, end), at);
    at += end - start;
  }
  return out;
}

function columnOf(batch: CellBatch, name: string): CellColumn {
  const column = batch.get(name);
  if (column === undefined)
    throw new ShapeError({ what: `cells to write have no column "${name}"`, got: [...batch.keys()].join(", ") });
  return column;
}
