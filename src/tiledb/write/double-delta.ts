import { type Datatype, datatypeSize, typedView } from "../datatype.js";
import { ByteWriter, bytesOf } from "./byte-writer.js";

/**
 * Second differences: u8 bits | u64 n | first two values | per further value a sign bit and `bits` bits, packed from
 * the highest bit down into little-endian u64 words. Where the differences are too wide for exact arithmetic the
 * values follow raw after the head, which the format allows for bits ≥ 8·size − 1.
 */
export function encodeDoubleDelta(bytes: Uint8Array, type: Datatype): Uint8Array {
  const size = datatypeSize(type);
  const values = typedView(type, bytes);
  const count = values.length;
  const rawBits = 8 * size - 1;
  const differences = secondDifferences(values);
  let largest = 0;
  for (const difference of differences ?? []) largest = Math.max(largest, Math.abs(difference));
  // The reference encoder counts at least one bit, also for all-zero differences.
  const bits = differences === undefined ? rawBits : Math.max(1, bitLength(largest));

  const out = new ByteWriter(16 + bytes.length);
  out.uint8(Math.min(bits, rawBits)).uint64(count);
  if (differences === undefined || bits >= rawBits) return out.bytes(bytesOf(values)).finish();
  out.bytes(bytes.subarray(0, Math.min(2, count) * size));
  packBits(differences, bits, out);
  return out.finish();
}

/** x[i] − 2·x[i−1] + x[i−2] from i = 2 on, or `undefined` if doubles would lose a digit. */
function secondDifferences(values: ArrayLike<number | bigint>): Float64Array | undefined {
  const limit = 2 ** 50;
  const exact = Float64Array.from(values as ArrayLike<number>, Number);
  for (const value of exact) if (Math.abs(value) > limit) return undefined;
  const result = new Float64Array(Math.max(0, exact.length - 2));
  for (let i = 2; i < exact.length; i++) result[i - 2] = exact[i]! - 2 * exact[i - 1]! + exact[i - 2]!;
  return result;
}

function bitLength(value: number): number {
  let bits = 0;
  for (let rest = value; rest >= 1; rest = Math.floor(rest / 2)) bits++;
  return bits;
}

function packBits(differences: Float64Array, bits: number, out: ByteWriter): void {
  let word = 0n;
  let free = 64;
  const put = (value: bigint, width: number): void => {
    if (width > free) {
      const rest = width - free;
      out.uint64(word | (value >> BigInt(rest)));
      free = 64 - rest;
      word = (value & ((1n << BigInt(rest)) - 1n)) << BigInt(free);
      return;
    }
    free -= width;
    word |= value << BigInt(free);
    if (free === 0) {
      out.uint64(word);
      word = 0n;
      free = 64;
    }
  };
  for (const difference of differences) {
    put(difference < 0 ? 1n : 0n, 1);
    put(BigInt(Math.abs(difference)), bits);
  }
  if (free < 64) out.uint64(word);
}
