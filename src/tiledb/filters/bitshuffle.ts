import { partList } from "./part-list.js";
import type { FilterDecoder } from "./types.js";

/** Bit planes within blocks of at most 8 KiB (of at least 128 elements). */
export function unshuffleBits(part: Uint8Array, size: number): Uint8Array {
  // The encoder leaves parts alone that are not whole elements or not a multiple of 8 bytes.
  if (part.length % size !== 0 || part.length % 8 !== 0) return part;
  const output = new Uint8Array(part.length);
  const blockElements = Math.max(Math.floor(8192 / size / 8) * 8, 128);
  let left = part.length / size;
  let offset = 0;
  for (; left >= blockElements; left -= blockElements, offset += blockElements * size)
    unshuffleBlock(part, output, offset, blockElements, size);
  const rest = left & ~7;
  if (rest > 0) {
    unshuffleBlock(part, output, offset, rest, size);
    offset += rest * size;
  }
  output.set(part.subarray(offset), offset);
  return output;
}

function unshuffleBlock(part: Uint8Array, output: Uint8Array, offset: number, elements: number, size: number): void {
  const planeBytes = elements >> 3;
  for (let plane = 0; plane < size * 8; plane++) {
    const from = offset + plane * planeBytes;
    const to = offset + (plane >> 3);
    const bit = 1 << (plane & 7);
    for (let byte = 0; byte < planeBytes; byte++) {
      const bits = part[from + byte]!;
      for (let i = 0; bits >> i !== 0; i++) {
        if ((bits >> i) & 1) output[to + (byte * 8 + i) * size]! |= bit;
      }
    }
  }
}

export const decodeBitshuffle: FilterDecoder = partList("bitshuffle", (part, stage) =>
  unshuffleBits(part, stage.elementBytes),
);
