import { inflateSync } from "node:zlib";
import { damaged } from "./damage.js";
import type { PartDecoder } from "./types.js";

/** The format's "gzip" is a zlib stream, not a .gz file. */
export const gzipPart: PartDecoder = (input, sizeBytes, _stage, context) => {
  try {
    const output = inflateSync(input, { maxOutputLength: sizeBytes + 1 });
    return new Uint8Array(output.buffer, output.byteOffset, output.byteLength); // no Buffer: its slice is a view
  } catch (cause) {
    return damaged("gzip", context, "a zlib stream", "bytes that cannot be decoded", cause);
  }
};
