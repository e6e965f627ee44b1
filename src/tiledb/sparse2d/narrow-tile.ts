import { FormatError } from "../../core/index.js";
import { type Datatype, datatypeSize, typedView } from "../datatype.js";
import type { CompiledPipeline } from "../pipeline.js";
import { decodeChunk, type StoredTile } from "../tile.js";
import { innermostShuffle, shuffledParts } from "./shuffled-parts.js";

/**
 * A decoder of integer coordinates into Int32. int64 is never materialised: where byteshuffle is the innermost filter,
 * only the byte planes that values up to `maxValue` need are read, else the lower words.
 */
export function coordinateDecoder(
  pipeline: CompiledPipeline,
  type: Datatype,
  maxValue: number,
): (tile: StoredTile, output: Int32Array, offset: number) => void {
  const size = datatypeSize(type);
  const planes = Math.min(size, Math.max(1, Math.ceil(Math.log2(maxValue + 1) / 8)));
  const shuffled = innermostShuffle(pipeline);
  return (tile, output, offset) => {
    let to = offset;
    for (const chunk of tile.chunks) {
      const count = chunk.originalBytes / size;
      if (shuffled === undefined) {
        const data = decodeChunk(chunk, pipeline, tile.where, { borrow: true });
        if (size === 8) lowWords(data, output, to);
        else copyNumbers(typedView(type, data), output, to);
      } else {
        let at = to;
        for (const part of shuffledParts(chunk, shuffled, tile.where)) {
          readPlanes(part, size, planes, output, at);
          at += part.length / size;
        }
      }
      to += count;
    }
    let largest = 0;
    let sign = 0;
    for (let i = offset; i < to; i++) {
      const value = output[i]!;
      largest = Math.max(largest, value);
      sign |= value;
    }
    if (largest > maxValue || sign < 0)
      throw new FormatError({
        what: "coordinate",
        where: tile.where,
        expected: `0 to ${maxValue}`,
        got: sign < 0 ? "a value beyond 32 bits" : `${largest}`,
        hint: "The file is damaged",
      });
  };
}

/** A decoder of a numeric attribute into Float32. */
export function valueDecoder(
  pipeline: CompiledPipeline,
  type: Datatype,
): (tile: StoredTile, output: Float32Array, offset: number) => void {
  const size = datatypeSize(type);
  const shuffled = type === "float32" ? innermostShuffle(pipeline) : undefined;
  return (tile, output, offset) => {
    // The bits pass as integers, so that every float, also a NaN, arrives as it is stored.
    const bits = new Int32Array(output.buffer, output.byteOffset, output.length);
    let to = offset;
    for (const chunk of tile.chunks) {
      if (shuffled === undefined) {
        const data = decodeChunk(chunk, pipeline, tile.where, { borrow: true });
        if (type === "float32") bits.set(typedView("int32", data) as Int32Array, to);
        else copyNumbers(typedView(type, data), output, to);
      } else {
        let at = to;
        for (const part of shuffledParts(chunk, shuffled, tile.where)) {
          readPlanes(part, 4, 4, bits, at);
          at += part.length / 4;
        }
      }
      to += chunk.originalBytes / size;
    }
  };
}

/** Assembles values from their lower byte planes. */
function readPlanes(part: Uint8Array, size: number, planes: number, output: Int32Array, offset: number): void {
  const n = Math.floor(part.length / size);
  const [p1, p2, p3] = [n, 2 * n, 3 * n];
  switch (planes) {
    case 1:
      for (let i = 0; i < n; i++) output[offset + i] = part[i]!;
      return;
    case 2:
      for (let i = 0; i < n; i++) output[offset + i] = part[i]! | (part[p1 + i]! << 8);
      return;
    case 3:
      for (let i = 0; i < n; i++) output[offset + i] = part[i]! | (part[p1 + i]! << 8) | (part[p2 + i]! << 16);
      return;
    default:
      // Counts up to 256 as float32 have empty lower planes: half of the work is to see that.
      if (isZero(part, 2 * n)) {
        for (let i = 0; i < n; i++) output[offset + i] = (part[p2 + i]! << 16) | (part[p3 + i]! << 24);
        return;
      }
      for (let i = 0; i < n; i++)
        output[offset + i] = part[i]! | (part[p1 + i]! << 8) | (part[p2 + i]! << 16) | (part[p3 + i]! << 24);
  }
}

/** True if the first `length` bytes are zero; false also where that cannot be seen quickly. */
function isZero(part: Uint8Array, length: number): boolean {
  if (part.byteOffset % 4 !== 0 || length % 4 !== 0) return false;
  const words = new Int32Array(part.buffer, part.byteOffset, length >> 2);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

/** The lower 32 bits of each 64-bit value. */
function lowWords(data: Uint8Array, output: Int32Array, offset: number): void {
  const words = typedView("int32", data) as Int32Array;
  for (let i = 0, to = offset; i < words.length; i += 2, to++) output[to] = words[i]!;
}

function copyNumbers(values: ReturnType<typeof typedView>, output: Int32Array | Float32Array, offset: number): void {
  for (let i = 0; i < values.length; i++) output[offset + i] = Number(values[i]);
}
