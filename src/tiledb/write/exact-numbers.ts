import type { TypedArray } from "../datatype.js";

/** Values of one field with exact comparison and addition: doubles where they are exact, else bigints. */
export type ExactNumbers = Float64Array | BigInt64Array | BigUint64Array;

const HIGH_LIMIT = 2 ** 20; // |value| < 2^52: exact, and so is a difference of two

/** The values as doubles if that loses nothing, else as they are. Bulk conversion keeps later loops monomorphic. */
export function exactNumbers(values: TypedArray): ExactNumbers {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return new Float64Array(values);
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const result = new Float64Array(values.length);
  for (let i = 0, w = 0; i < result.length; i++, w += 2) {
    const high = words[w + 1]!;
    // A high word that looks negative is a huge unsigned value in a uint64 column.
    if (high >= HIGH_LIMIT || high < -HIGH_LIMIT || (high < 0 && values instanceof BigUint64Array)) return values;
    result[i] = high * 0x1_0000_0000 + (words[w]! >>> 0);
  }
  return result;
}
