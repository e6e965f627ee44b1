import { ZSTDDecoder } from "zstddec";
import { damaged } from "./damage.js";
import type { DecodeContext, PartDecoder } from "./types.js";

const decoder = new ZSTDDecoder();
let ready: Promise<void> | undefined;

/** The decoder is WebAssembly in 32 bits; larger parts would not fit beside each other. */
const MAX_BYTES = 2 ** 30;

/** Loads the decoder once; `decodeZstd` is synchronous afterwards. */
export function initZstd(): Promise<void> {
  ready ??= decoder.init();
  return ready;
}

/** The decoded bytes of one zstd frame, a fresh copy outside of the WebAssembly memory. */
export function decodeZstd(input: Uint8Array, sizeBytes: number, context: DecodeContext): Uint8Array {
  if (input.length === 0 || input.length + sizeBytes > MAX_BYTES)
    damaged("zstd", context, `1 to ${MAX_BYTES} bytes`, `${input.length} in, ${sizeBytes} out`);
  try {
    return decoder.decode(input, sizeBytes);
  } catch (cause) {
    return damaged("zstd", context, "a zstd frame", "bytes that cannot be decoded", cause);
  }
}

export const zstdPart: PartDecoder = (input, sizeBytes, _stage, context) => decodeZstd(input, sizeBytes, context);
