import { ZSTDDecoder } from "zstddec";
import { damaged } from "./damage.js";
import type { DecodeContext, PartDecoder } from "./types.js";
import { ZstdMemory } from "./zstd-memory.js";

let memory: ZstdMemory | undefined;

/** The package's decoder, which also hands over what its module exports. It calls `_init` without a `this`. */
class OpenDecoder extends ZSTDDecoder {
  override _init(result: Parameters<ZSTDDecoder["_init"]>[0]): void {
    super._init(result);
    memory = new ZstdMemory(result);
  }
}

const decoder = new OpenDecoder();
let ready: Promise<void> | undefined;

/** The decoder is WebAssembly in 32 bits; larger parts would not fit beside each other. */
const MAX_BYTES = 2 ** 30;

/** Loads the decoder once; `decodeZstd` is synchronous afterwards. */
export function initZstd(): Promise<void> {
  // The package has one instance: if someone else had it made, only its plain, copying `decode` can be had.
  ready ??= decoder.init();
  return ready;
}

/**
 * The decoded bytes of one zstd frame: a fresh copy outside of the WebAssembly memory, or, where the context borrows, a
 * view of it that holds until the next frame is decoded.
 */
export function decodeZstd(input: Uint8Array, sizeBytes: number, context: DecodeContext): Uint8Array {
  if (input.length === 0 || input.length + sizeBytes > MAX_BYTES)
    damaged("zstd", context, `1 to ${MAX_BYTES} bytes`, `${input.length} in, ${sizeBytes} out`);
  try {
    if (memory === undefined) return decoder.decode(input, sizeBytes);
    const view = memory.decode(input, sizeBytes);
    return context.borrow === true ? view : view.slice();
  } catch (cause) {
    return damaged("zstd", context, "a zstd frame", "bytes that cannot be decoded", cause);
  }
}

export const zstdPart: PartDecoder = (input, sizeBytes, _stage, context) => decodeZstd(input, sizeBytes, context);
