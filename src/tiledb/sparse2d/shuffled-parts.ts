import { FormatError } from "../../core/index.js";
import { FILTER } from "../filters/table.js";
import type { CompiledPipeline } from "../pipeline.js";
import { decodeChunkParts, type StoredChunk } from "../tile.js";

/** The pipeline without its first filter, if that is byteshuffle: its planes are then read directly. */
export function innermostShuffle(pipeline: CompiledPipeline): CompiledPipeline | undefined {
  if (pipeline.stages[0]?.stage.filter.id !== FILTER.byteshuffle) return undefined;
  return { ...pipeline, stages: pipeline.stages.slice(1) };
}

/**
 * The byte planes of a chunk, part by part, as the filters outside of byteshuffle leave them: u32 count, u32 length each.
 * A part's bytes hold until anything else is decoded.
 */
export function shuffledParts(chunk: StoredChunk, outer: CompiledPipeline, where: string): readonly Uint8Array[] {
  const { metadata, data } = decodeChunkParts(chunk, outer, where, { borrow: true });
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const count = metadata.length < 4 ? -1 : view.getUint32(0, true);
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const length = 8 + 4 * i <= metadata.length ? view.getUint32(4 + 4 * i, true) : Number.NaN;
    if (!(start + length <= data.length)) break;
    parts.push(data.subarray(start, start + length));
    start += length;
  }
  if (count < 0 || start !== chunk.originalBytes || data.length !== chunk.originalBytes)
    throw new FormatError({
      what: "byteshuffle filter",
      where,
      expected: `parts of ${chunk.originalBytes} bytes`,
      got: `${start} of ${data.length}`,
      hint: "The file is damaged",
    });
  return parts;
}
