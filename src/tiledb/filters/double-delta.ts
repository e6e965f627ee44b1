import { ByteCursor } from "../../core/index.js";
import { damaged } from "./damage.js";
import { deltaElementBytes } from "./delta.js";
import type { DecodeContext, PartDecoder } from "./types.js";

/**
 * u8 bits | u64 n | first | second | bit stream of one sign bit and |dd| in `bits` bits per further value, read from the
 * top bit of little-endian u64 words; value = dd + 2 · previous − the one before, wrapping.
 */
export const doubleDeltaPart: PartDecoder = (input, sizeBytes, stage, context) => {
  const size = deltaElementBytes(stage);
  const head = new ByteCursor(input, context.where);
  const bits = head.uint8();
  const n = head.uint64("number of values");
  if (n * size !== sizeBytes)
    damaged("double delta", context, `${sizeBytes} bytes of values`, `${n} values of ${size} bytes`);
  // So many bits that nothing is saved: the values follow as they are.
  if (bits >= size * 8 - 1) return new Uint8Array(head.take(sizeBytes));
  const output = new Uint8Array(sizeBytes);
  output.set(head.take(Math.min(n, 2) * size));
  if (n <= 2) return output;
  const stream = head.take(head.remaining);
  const neededBytes = Math.ceil(((n - 2) * (bits + 1)) / 64) * 8;
  if (stream.length < neededBytes) damaged("double delta", context, `${neededBytes} bytes of bits`, `${stream.length}`);
  if (size < 8 || !decodeSafe(stream, bits, n, output)) decodeWrapping(stream, bits, n, size, output, context);
  return output;
};

/** Takes up to 32 bits at a time. Each u64 word is stored little-endian, so its upper half comes second. */
class BitReader {
  readonly #words: DataView;
  #index = 0;
  #word = 0;
  #left = 0;

  constructor(stream: Uint8Array) {
    this.#words = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  }

  take(count: number): number {
    if (count <= this.#left) {
      this.#left -= count;
      const value = this.#word >>> this.#left;
      return count === 32 ? value : value & (2 ** count - 1);
    }
    const upper = this.#left === 0 ? 0 : this.#word & (2 ** this.#left - 1);
    const missing = count - this.#left;
    this.#word = this.#words.getUint32((this.#index ^ 1) * 4, true);
    this.#index++;
    this.#left = 32 - missing;
    const lower = missing === 32 ? this.#word : this.#word >>> this.#left;
    return upper * 2 ** missing + lower;
  }
}

/** int64 values that stay within ±2^52, in float64 arithmetic; false if one does not. */
function decodeSafe(stream: Uint8Array, bits: number, n: number, output: Uint8Array): boolean {
  if (bits > 31) return false;
  const limit = 2 ** 52;
  const view = new DataView(output.buffer);
  let before = view.getInt32(4, true) * 2 ** 32 + view.getUint32(0, true);
  let previous = view.getInt32(12, true) * 2 ** 32 + view.getUint32(8, true);
  if (Math.abs(before) > limit || Math.abs(previous) > limit) return false;
  const reader = new BitReader(stream);
  for (let i = 2, at = 16; i < n; i++, at += 8) {
    const negative = reader.take(1) === 1;
    const magnitude = bits === 0 ? 0 : reader.take(bits);
    const value = (negative ? -magnitude : magnitude) + 2 * previous - before;
    if (value > limit || value < -limit) return false;
    view.setUint32(at, value >>> 0, true);
    view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
    before = previous;
    previous = value;
  }
  return true;
}

function decodeWrapping(
  stream: Uint8Array,
  bits: number,
  n: number,
  size: number,
  output: Uint8Array,
  context: DecodeContext,
): void {
  const view = new DataView(output.buffer);
  const reader = new BitReader(stream);
  const width = size * 8;
  const get = (at: number): bigint => {
    if (size === 8) return view.getBigUint64(at, true);
    return BigInt(size === 4 ? view.getUint32(at, true) : size === 2 ? view.getUint16(at, true) : view.getUint8(at));
  };
  const set = (at: number, value: bigint): void => {
    if (size === 8) view.setBigUint64(at, value, true);
    else if (size === 4) view.setUint32(at, Number(value), true);
    else if (size === 2) view.setUint16(at, Number(value), true);
    else view.setUint8(at, Number(value));
  };
  if (![1, 2, 4, 8].includes(size)) damaged("double delta", context, "elements of 1, 2, 4 or 8 bytes", `${size}`);
  let before = get(0);
  let previous = get(size);
  for (let i = 2; i < n; i++) {
    const negative = reader.take(1) === 1;
    const upper = bits > 32 ? BigInt(reader.take(bits - 32)) << 32n : 0n;
    const magnitude = upper + BigInt(bits === 0 ? 0 : reader.take(Math.min(bits, 32)));
    const value = BigInt.asUintN(width, (negative ? -magnitude : magnitude) + 2n * previous - before);
    set(i * size, value);
    before = previous;
    previous = value;
  }
}
