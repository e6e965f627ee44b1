import type { Dimension } from "../types.js";
import { ByteWriter } from "./byte-writer.js";
import { rangeBytes } from "./scalar-bytes.js";

type Scalar = number | bigint;

/** A box: one inclusive range per dimension. */
export type Box = readonly (readonly [low: Scalar, high: Scalar])[];

const FANOUT = 10;

/** The smallest box that holds the boxes. */
export function unionBox(boxes: readonly Box[]): Box {
  return boxes[0]!.map((_, d) => {
    let [low, high] = boxes[0]![d]!;
    for (const box of boxes) {
      if (box[d]![0] < low) low = box[d]![0];
      if (box[d]![1] > high) high = box[d]![1];
    }
    return [low, high] as const;
  });
}

/** u32 fan-out | u32 levels | root first, per level: u64 n, n boxes. Leaf i is the bounding box of data tile i. */
export function encodeRTree(leaves: readonly Box[], dimensions: readonly Dimension[]): Uint8Array {
  const levels: (readonly Box[])[] = leaves.length === 0 ? [] : [leaves];
  while (levels.length > 0 && levels[0]!.length > 1) levels.unshift(parents(levels[0]!));
  const out = new ByteWriter(64 + 16 * dimensions.length * leaves.length).uint32(FANOUT).uint32(levels.length);
  for (const level of levels) {
    out.uint64(level.length);
    for (const box of level) box.forEach((range, d) => void out.bytes(rangeBytes(dimensions[d]!.type, range)));
  }
  return out.finish();
}

function parents(boxes: readonly Box[]): Box[] {
  const result: Box[] = [];
  for (let i = 0; i < boxes.length; i += FANOUT) result.push(unionBox(boxes.slice(i, i + FANOUT)));
  return result;
}
