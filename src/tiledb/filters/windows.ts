import { ByteCursor } from "../../core/index.js";
import { type Datatype, isInteger, isTemporal } from "../datatype.js";
import { checkedSize, damaged } from "./damage.js";
import { prefixSum } from "./prefix-sum.js";
import type { FilterDecoder, Stage } from "./types.js";

// What libtiledb counts among the integers besides the types with int in their names.
const BYTE_TYPES: readonly Datatype[] = ["bool", "blob", "geom_wkb", "geom_wkt"];

/** These filters take integers, and datetimes and times since version 20; others pass through without metadata. */
function applies(stage: Stage): boolean {
  return isInteger(stage.type) || BYTE_TYPES.includes(stage.type) || (isTemporal(stage.type) && stage.version >= 20);
}

/** Metadata: u32 windows | per window the first value and u32 bytes. Values = first + running sum of differences. */
export const decodePositiveDelta: FilterDecoder = (parts, stage, context) => {
  if (!applies(stage)) return parts;
  const size = stage.elementBytes;
  const head = new ByteCursor(parts.metadata, context.where);
  const windows = head.uint32();
  const output = new Uint8Array(parts.data);
  let offset = 0;
  for (let w = 0; w < windows; w++) {
    const first = head.take(size);
    const length = head.uint32();
    if (offset + length > output.length || length % size !== 0)
      damaged("positive delta", context, `a window within ${output.length} bytes`, `${length} at ${offset}`);
    if (length > 0) {
      addInPlace(output, offset, first, size);
      prefixSum(output, offset, offset + length, size);
    }
    offset += length;
  }
  return { metadata: parts.metadata.subarray(head.offset), data: output };
};

/**
 * Metadata: u32 original bytes | u32 windows | per window the offset, u8 bits, u32 bytes of the original window.
 * Each value is stored in `bits / 8` bytes, less the offset; a window that cannot shrink is copied.
 */
export const decodeBitWidth: FilterDecoder = (parts, stage, context) => {
  const size = stage.elementBytes;
  if (size === 1 || !applies(stage)) return parts; // no metadata either for 8-bit types
  const head = new ByteCursor(parts.metadata, context.where);
  const total = checkedSize(head.uint32(), "bit-width reduction", context);
  const windows = head.uint32();
  const output = new Uint8Array(total);
  const { data } = parts;
  let from = 0;
  let to = 0;
  for (let w = 0; w < windows; w++) {
    const first = head.take(size);
    const bits = head.uint8();
    const length = head.uint32();
    const copied = bits >= size * 8 || length % size !== 0;
    const stored = bits / 8;
    const inputBytes = copied ? length : (length / size) * stored;
    if ((bits & 7) !== 0 || to + length > total || from + inputBytes > data.length)
      damaged("bit-width reduction", context, `windows within ${total} bytes`, `${length} bytes in ${bits} bits`);
    if (copied) output.set(data.subarray(from, from + length), to);
    else widen(data.subarray(from, from + inputBytes), stored, first, output.subarray(to, to + length), size);
    from += inputBytes;
    to += length;
  }
  if (to !== total) damaged("bit-width reduction", context, `${total} bytes`, `${to}`);
  return { metadata: parts.metadata.subarray(head.offset), data: output };
};

/** output[i] = first + input[i], wrapping; input in `stored` (< size) bytes, output in `size`. */
function widen(input: Uint8Array, stored: number, first: Uint8Array, output: Uint8Array, size: number): void {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  const start = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const low = size === 2 ? start.getUint16(0, true) : start.getUint32(0, true);
  const high = size === 8 ? start.getUint32(4, true) : 0;
  for (let to = 0, from = 0; to < output.length; to += size) {
    let value = 0;
    for (let b = stored - 1; b >= 0; b--) value = value * 256 + input[from + b]!; // at most 32 bits
    from += stored;
    const sum = low + value;
    if (size === 2) view.setUint16(to, sum & 0xffff, true);
    else view.setUint32(to, sum >>> 0, true);
    if (size === 8) view.setUint32(to + 4, (high + (sum > 0xffffffff ? 1 : 0)) >>> 0, true);
  }
}

function addInPlace(bytes: Uint8Array, at: number, addend: Uint8Array, size: number): void {
  let carry = 0;
  for (let i = 0; i < size; i++) {
    const sum = bytes[at + i]! + addend[i]! + carry;
    bytes[at + i] = sum & 0xff;
    carry = sum >> 8;
  }
}
