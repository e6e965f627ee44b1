import { ByteCursor } from "../../core/index.js";
import { joinBytes } from "../../io/index.js";
import { damaged } from "./damage.js";
import type { DecodeContext, FilterDecoder, Stage } from "./types.js";

/** The frame of filters that treat each part alone: u32 number of parts, u32 length each. */
export function partList(
  name: string,
  decodePart: (part: Uint8Array, stage: Stage, context: DecodeContext) => Uint8Array,
): FilterDecoder {
  return (parts, stage, context) => {
    const head = new ByteCursor(parts.metadata, context.where);
    const count = head.uint32();
    if (count * 4 > head.remaining) damaged(name, context, "a list of parts", `${count} parts`);
    const decoded: Uint8Array[] = [];
    let offset = 0;
    for (let i = 0; i < count; i++) {
      const length = head.uint32();
      if (offset + length > parts.data.length)
        damaged(name, context, `a part of ${length} bytes`, `${parts.data.length - offset}`);
      decoded.push(decodePart(parts.data.subarray(offset, offset + length), stage, context));
      offset += length;
    }
    return { metadata: parts.metadata.subarray(head.offset), data: joinBytes(decoded) };
  };
}
