import { partList } from "./part-list.js";
import type { FilterDecoder } from "./types.js";

/** Bytes of equal significance form one plane; what does not fill an element at the end is copied. */
export function unshuffleBytes(part: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(part.length);
  const n = Math.floor(part.length / size);
  for (let plane = 0; plane < size; plane++) {
    const from = plane * n;
    for (let i = 0, to = plane; i < n; i++, to += size) output[to] = part[from + i]!;
  }
  output.set(part.subarray(n * size), n * size);
  return output;
}

export const decodeByteshuffle: FilterDecoder = partList("byteshuffle", (part, stage) =>
  unshuffleBytes(part, stage.elementBytes),
);
