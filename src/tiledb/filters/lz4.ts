import { damaged } from "./damage.js";
import type { PartDecoder } from "./types.js";

/** Raw LZ4 block: tokens of (literal run, match), the last sequence has no match. */
export const lz4Part: PartDecoder = (input, sizeBytes, _stage, context) => {
  const output = new Uint8Array(sizeBytes);
  let from = 0;
  let to = 0;
  const bad = (what: string): never => damaged("lz4", context, "an LZ4 block", what);
  const length = (nibble: number): number => {
    if (nibble !== 15) return nibble;
    let total = 15;
    for (;;) {
      const byte = input[from++];
      if (byte === undefined) return bad("a length that is cut off");
      total += byte;
      if (byte !== 255) return total;
    }
  };
  while (from < input.length) {
    const token = input[from++]!;
    const literals = length(token >> 4);
    if (from + literals > input.length || to + literals > sizeBytes) bad("a literal run beyond the end");
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= input.length) break;
    const distance = input[from]! | (input[from + 1]! << 8);
    from += 2;
    const match = length(token & 15) + 4;
    if (from > input.length || distance === 0 || distance > to || to + match > sizeBytes) bad("a match out of bounds");
    for (let i = 0; i < match; i++, to++) output[to] = output[to - distance]!; // may overlap itself: byte by byte
  }
  return to === sizeBytes ? output : bad(`${to} of ${sizeBytes} bytes`);
};
