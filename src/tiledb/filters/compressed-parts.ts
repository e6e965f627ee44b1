import { ByteCursor } from "../../core/index.js";
import { joinBytes } from "../../io/index.js";
import { checkedSize, damaged } from "./damage.js";
import type { ChunkParts, FilterDecoder, PartDecoder } from "./types.js";

/**
 * The frame that all compressors share: u32 metadata parts | u32 data parts | (u32 original, u32 compressed) each; the
 * parts follow in the data. The inner filters' metadata is compressed too, so what was decoded replaces it.
 */
export function compressedParts(name: string, decodePart: PartDecoder): FilterDecoder {
  return (parts, stage, context): ChunkParts => {
    const head = new ByteCursor(parts.metadata, context.where);
    const nMetadata = head.uint32();
    const nData = head.uint32();
    if ((nMetadata + nData) * 8 > head.remaining)
      damaged(name, context, "a list of parts", `${nMetadata} + ${nData} parts`);
    // What is decoded before another part must be a copy: a borrowed view ends with the next part.
    const owned = context.borrow === true ? { ...context, borrow: false } : context;
    let offset = 0;
    const next = (borrow: boolean): Uint8Array => {
      const size = checkedSize(head.uint32(), name, context);
      const compressed = head.uint32();
      if (offset + compressed > parts.data.length)
        damaged(name, context, `${compressed} bytes of input`, `${parts.data.length - offset}`);
      const input = parts.data.subarray(offset, offset + compressed);
      offset += compressed;
      if (size === 0) return new Uint8Array(0);
      const output = decodePart(input, size, stage, borrow ? context : owned);
      if (output.length !== size) damaged(name, context, `${size} bytes of output`, `${output.length}`);
      return output;
    };
    const metadata: Uint8Array[] = [];
    for (let i = 0; i < nMetadata; i++) metadata.push(next(false));
    const data: Uint8Array[] = [];
    for (let i = 0; i < nData; i++) data.push(next(nData === 1));
    return { metadata: joinBytes(metadata), data: joinBytes(data) };
  };
}
