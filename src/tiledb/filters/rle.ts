import { ByteCursor } from "../../core/index.js";
import { compressedParts } from "./compressed-parts.js";
import { damaged } from "./damage.js";
import { readBigEndian, readStringHead, StringOutput } from "./string-coding.js";
import type { ChunkParts, DecodeContext, FilterDecoder, PartDecoder } from "./types.js";

/** Runs of whole cells: the cell's bytes, then a u16 run length, which is big-endian unlike all else. */
export const rlePart: PartDecoder = (input, sizeBytes, stage, context) => {
  const cell = stage.cellBytes;
  const output = new Uint8Array(sizeBytes);
  let to = 0;
  for (let from = 0; from < input.length; from += cell + 2) {
    if (from + cell + 2 > input.length) damaged("rle", context, "whole runs", "a run that is cut off");
    const run = (input[from + cell]! << 8) | input[from + cell + 1]!;
    if (to + run * cell > sizeBytes) damaged("rle", context, `${sizeBytes} bytes of output`, "more");
    if (cell === 1) {
      output.fill(input[from]!, to, to + run);
      to += run;
    } else {
      const value = input.subarray(from, from + cell);
      for (let i = 0; i < run; i++, to += cell) output.set(value, to);
    }
  }
  return to === sizeBytes ? output : damaged("rle", context, `${sizeBytes} bytes of output`, `${to}`);
};

const rleCells = compressedParts("rle", rlePart);

/** RLE of cells, or of whole strings where the field holds strings. */
export const decodeRle: FilterDecoder = (parts, stage, context) =>
  stage.encodesStrings ? decodeRleStrings(parts, context) : rleCells(parts, stage, context);

/** (run, length, bytes) each; the sizes of the two numbers are in the metadata. */
function decodeRleStrings(parts: ChunkParts, context: DecodeContext): ChunkParts {
  const head = new ByteCursor(parts.metadata, context.where);
  const sizes = readStringHead(head, parts.data, "rle", context);
  const runBytes = head.uint8();
  const lengthBytes = head.uint8();
  const output = new StringOutput("rle", sizes.outputBytes, context);
  const input = parts.data.subarray(0, sizes.inputBytes);
  for (let from = 0; from < input.length; ) {
    const run = readBigEndian(input, from, runBytes, "rle", context);
    const length = readBigEndian(input, from + runBytes, lengthBytes, "rle", context);
    from += runBytes + lengthBytes;
    if (from + length > input.length) damaged("rle", context, "whole strings", "a string that is cut off");
    const text = input.subarray(from, from + length);
    for (let i = 0; i < run; i++) output.push(text);
    from += length;
  }
  return { metadata: parts.metadata.subarray(head.offset), data: output.finish() };
}
