import { FormatError } from "../core/index.js";

/** The types of the format, by its own names in lower case; the position in this list is the code in the files. */
export const DATATYPES = [
  "int32",
  "int64",
  "float32",
  "float64",
  "char",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "uint32",
  "uint64",
  "string_ascii",
  "string_utf8",
  "string_utf16",
  "string_utf32",
  "string_ucs2",
  "string_ucs4",
  "any",
  "datetime_year",
  "datetime_month",
  "datetime_week",
  "datetime_day",
  "datetime_hr",
  "datetime_min",
  "datetime_s",
  "datetime_ms",
  "datetime_us",
  "datetime_ns",
  "datetime_ps",
  "datetime_fs",
  "datetime_as",
  "time_hr",
  "time_min",
  "time_s",
  "time_ms",
  "time_us",
  "time_ns",
  "time_ps",
  "time_fs",
  "time_as",
  "blob",
  "bool",
  "geom_wkb",
  "geom_wkt",
] as const;

export type Datatype = (typeof DATATYPES)[number];

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const SIZES: Partial<Record<Datatype, number>> = {
  int32: 4,
  float32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int64: 8,
  uint64: 8,
  float64: 8,
  string_utf16: 2,
  string_ucs2: 2,
  string_utf32: 4,
  string_ucs4: 4,
};

/** Bytes of one value of the type. */
export function datatypeSize(type: Datatype): number {
  return SIZES[type] ?? (isTemporal(type) ? 8 : 1);
}

/** True for datetime and time types, which are stored as int64. */
export function isTemporal(type: Datatype): boolean {
  return type.startsWith("datetime_") || type.startsWith("time_");
}

/** True for types whose values are integers for the numeric filters (temporal types not included). */
export function isInteger(type: Datatype): boolean {
  return /^u?int(8|16|32|64)$/.test(type);
}

/** True for one-byte text: the string types that RLE and dictionary encode by whole strings, and char. */
export function isByteString(type: Datatype): boolean {
  return type === "string_ascii" || type === "string_utf8" || type === "char";
}

/** The type with this code in the files. */
export function datatypeFromCode(code: number, where: string): Datatype {
  const type = DATATYPES[code];
  if (type === undefined)
    throw new FormatError({ what: "datatype code", where, expected: `0 to ${DATATYPES.length - 1}`, got: `${code}` });
  return type;
}

/** The code of the type in the files. */
export function datatypeCode(type: Datatype): number {
  return DATATYPES.indexOf(type);
}

/** The bytes as a typed array of the type: a view if they are aligned, else a copy. Length must be a multiple. */
export function typedView(type: Datatype, bytes: Uint8Array): TypedArray {
  const size = datatypeSize(type);
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  const length = Math.floor(aligned.byteLength / size);
  switch (type) {
    case "int32":
      return new Int32Array(buffer, byteOffset, length);
    case "float32":
      return new Float32Array(buffer, byteOffset, length);
    case "float64":
      return new Float64Array(buffer, byteOffset, length);
    case "int8":
      return new Int8Array(buffer, byteOffset, length);
    case "int16":
      return new Int16Array(buffer, byteOffset, length);
    case "uint16":
    case "string_utf16":
    case "string_ucs2":
      return new Uint16Array(buffer, byteOffset, length);
    case "uint32":
    case "string_utf32":
    case "string_ucs4":
      return new Uint32Array(buffer, byteOffset, length);
    case "uint64":
      return new BigUint64Array(buffer, byteOffset, length);
    case "int64":
      return new BigInt64Array(buffer, byteOffset, length);
    default:
      return size === 8
        ? new BigInt64Array(buffer, byteOffset, length)
        : new Uint8Array(buffer, byteOffset, aligned.byteLength);
  }
}
