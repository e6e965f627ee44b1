import { type Datatype, typedView } from "../datatype.js";
import { binaryString, isBigType } from "../schema/range.js";
import type { Dimension } from "../types.js";
import type { CellColumn } from "./cell-column.js";

/** Coordinates in a form that compares with `<`: numbers where exact, else bigints, or byte strings. */
export type Keys = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string>;

/** The values as float64, or `undefined` if one is beyond ±2^53. The upper words of uint64 have no sign: none may be negative. */
export function int64ToFloat64(bytes: Uint8Array, type: Datatype = "int64"): Float64Array | undefined {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
  const output = new Float64Array(words.length >> 1);
  const limit = 2 ** 21;
  const least = type === "uint64" ? 0 : -limit;
  for (let i = 0; i < output.length; i++) {
    const high = words[2 * i + 1]!;
    if (high >= limit || high < least) return undefined;
    output[i] = high * 2 ** 32 + (words[2 * i]! >>> 0);
  }
  return output;
}

/** The column's values as keys. */
export function columnKeys(type: Datatype, column: CellColumn): Keys {
  const { starts, bytes } = column;
  if (starts !== undefined)
    return Array.from({ length: column.cells }, (_, i) => binaryString(bytes.subarray(starts[i]!, starts[i + 1]!)));
  if (isBigType(type)) return int64ToFloat64(bytes, type) ?? (typedView(type, bytes) as BigInt64Array | BigUint64Array);
  return typedView(type, bytes) as Exclude<ReturnType<typeof typedView>, BigInt64Array | BigUint64Array>;
}

/** Number of the space tile along the dimension for each coordinate, or `undefined` if there are no space tiles. */
export function spaceTileKeys(dimension: Dimension, keys: Keys): Keys | undefined {
  const { domain, tileExtent } = dimension;
  if (domain === undefined || tileExtent === undefined || keys.length === 0) return undefined;
  const low = domain[0];
  const safe = (value: number | bigint): boolean =>
    typeof value === "number" || (value < 2n ** 52n && value > -(2n ** 52n));
  if (typeof keys[0] === "number" && safe(low as number | bigint) && safe(tileExtent)) {
    const base = Number(low);
    const extent = Number(tileExtent);
    return Float64Array.from(keys as ArrayLike<number>, (value) => Math.floor((value - base) / extent));
  }
  const base = BigInt(low);
  const extent = BigInt(tileExtent);
  // Coordinates are never below the domain, so that the quotient's rounding towards zero is floor.
  return Array.from(keys as ArrayLike<number | bigint>, (value) => (BigInt(value) - base) / extent);
}
