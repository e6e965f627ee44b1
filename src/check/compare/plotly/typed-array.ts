import { isJsonObject, JsonFloat, type JsonValue } from "../../../nbformat/index.js";

/** Numbers of a Plotly attribute with their shape: one length, or more for nested lists. */
export interface NumberArray {
  readonly length: number;
  /** The number at a place; of a typed array it is read from its bytes, which may be an eighth of what doubles take. */
  readonly at: (index: number) => number;
  readonly shape: readonly number[];
}

// plotly.js 2.35: base64 of little-endian numbers. Readers look at the bytes by a DataView, so alignment does not matter.
const READERS: Readonly<Record<string, readonly [number, (view: DataView, at: number) => number]>> = {
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  u1c: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at) => view.getInt16(at, true)],
  u2: [2, (view, at) => view.getUint16(at, true)],
  i4: [4, (view, at) => view.getInt32(at, true)],
  u4: [4, (view, at) => view.getUint32(at, true)],
  f4: [4, (view, at) => view.getFloat32(at, true)],
  f8: [8, (view, at) => view.getFloat64(at, true)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  uint8c: [1, (view, at) => view.getUint8(at)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
};

/** True for Plotly's `{ dtype, bdata }` with a known type. */
export function isTypedArray(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    typeof value["dtype"] === "string" &&
    typeof value["bdata"] === "string" &&
    Object.hasOwn(READERS, value["dtype"])
  );
}

/** The numbers of a `{ dtype, bdata }` or of a list (nested: row by row), or `undefined` if it is neither. */
export function toNumberArray(value: JsonValue): NumberArray | undefined {
  if (isTypedArray(value)) return decode(value as { dtype: string; bdata: string; shape?: JsonValue });
  if (!Array.isArray(value)) return undefined;
  const shape = [value.length];
  let items: readonly JsonValue[] = value;
  while (items.length > 0 && Array.isArray(items[0]) && shape.length < 4) {
    const inner: number = items[0].length;
    if (!items.every((item) => Array.isArray(item) && item.length === inner)) return undefined;
    shape.push(inner);
    items = items.flat(1) as JsonValue[];
  }
  if (!items.every((item) => numberOf(item) !== undefined)) return undefined;
  return { length: items.length, at: (index) => numberOf(items[index]) as number, shape };
}

/** The number that an item of a list stands for. A gap is null in a list and NaN in a typed array. */
function numberOf(item: JsonValue | undefined): number | undefined {
  if (item === null) return Number.NaN;
  if (item instanceof JsonFloat) return item.value;
  return typeof item === "number" || typeof item === "bigint" ? Number(item) : undefined;
}

/** `undefined` if the bytes are no whole count of numbers: then they are compared as they stand. */
function decode(value: { dtype: string; bdata: string; shape?: JsonValue }): NumberArray | undefined {
  const { dtype, bdata, shape } = value;
  const [size, read] = READERS[dtype] as (typeof READERS)[string];
  const bytes = Buffer.from(bdata, "base64");
  if (bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = bytes.length / size;
  // plotly.py writes the shape as a text: "2, 3".
  const lengths = (typeof shape === "string" ? shape.split(",") : Array.isArray(shape) ? shape : []).map(Number);
  return {
    length,
    at: (index) => (index < length ? read(view, index * size) : Number.NaN),
    shape: lengths.length > 0 && lengths.every(Number.isInteger) ? lengths : [length],
  };
}
