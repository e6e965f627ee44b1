import { partList } from "./part-list.js";
import type { FilterDecoder } from "./types.js";

/** Every value was xored with its predecessor; a running xor, byte by byte at the value's distance, undoes it. */
export const decodeXor: FilterDecoder = partList("xor", (part, stage) => {
  const output = new Uint8Array(part);
  const size = stage.elementBytes;
  for (let i = size; i < output.length; i++) output[i]! ^= output[i - size]!;
  return output;
});
