import { ByteCursor } from "../../core/index.js";
import { datatypeSize } from "../datatype.js";
import { damaged } from "./damage.js";
import { prefixSum } from "./prefix-sum.js";
import type { PartDecoder, Stage } from "./types.js";

/** Element size of delta and double delta: of the reinterpret type if there is one. */
export function deltaElementBytes(stage: Stage): number {
  const { reinterpret } = stage.filter;
  return reinterpret === undefined ? stage.elementBytes : datatypeSize(reinterpret);
}

/** u64 n, the first value, then differences; all wrap at the element size. */
export const deltaPart: PartDecoder = (input, sizeBytes, stage, context) => {
  const size = deltaElementBytes(stage);
  const head = new ByteCursor(input, context.where);
  const n = head.uint64("number of values");
  if (n * size !== sizeBytes || head.remaining < sizeBytes)
    damaged("delta", context, `${sizeBytes} bytes of values`, `${n} values, ${head.remaining} bytes`);
  const output = new Uint8Array(head.take(sizeBytes));
  prefixSum(output, 0, sizeBytes, size);
  return output;
};
