import { damaged } from "./damage.js";
import { partList } from "./part-list.js";
import type { FilterDecoder } from "./types.js";

/** value = stored integer · scale + offset, in the field's float type. */
export const decodeFloatScale: FilterDecoder = partList("float scale", (part, stage, context) => {
  const { scale, offset, byteWidth } = stage.filter.floatScale!;
  const count = Math.floor(part.length / byteWidth);
  if (count * byteWidth !== part.length || (stage.elementBytes !== 4 && stage.elementBytes !== 8))
    damaged("float scale", context, `whole integers of ${byteWidth} bytes`, `${part.length} bytes`);
  const input = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const output = stage.elementBytes === 4 ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) output[i] = readInteger(input, i * byteWidth, byteWidth) * scale + offset;
  return new Uint8Array(output.buffer);
});

function readInteger(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getInt8(at);
  if (bytes === 2) return view.getInt16(at, true);
  if (bytes === 4) return view.getInt32(at, true);
  return Number(view.getBigInt64(at, true));
}
