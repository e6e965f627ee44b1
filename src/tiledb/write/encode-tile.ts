import type { FilterPipeline } from "../types.js";
import { ByteWriter } from "./byte-writer.js";
import { applyFilter, type EncodeContext, type FilteredChunk } from "./filter-encoders.js";

const NO_METADATA = new Uint8Array(0);

/** A tile of equally long cells, cut into chunks at cell borders (format ≥ 11) and filtered. */
export function encodeTile(cells: Uint8Array, pipeline: FilterPipeline, context: EncodeContext): Uint8Array {
  const chunkBytes = Math.max(1, Math.floor(pipeline.maxChunkBytes / context.cellBytes)) * context.cellBytes;
  const ends: number[] = [];
  for (let end = Math.min(chunkBytes, cells.length); cells.length > 0; end = Math.min(end + chunkBytes, cells.length)) {
    ends.push(end);
    if (end === cells.length) break;
  }
  return encodeChunks(cells, ends, pipeline, context);
}

/** A tile of variable-length cells; `starts` are their byte starts and the end (`cells + 1` entries). */
export function encodeVarTile(
  bytes: Uint8Array,
  starts: ArrayLike<number>,
  pipeline: FilterPipeline,
  context: EncodeContext,
): Uint8Array {
  // A chunk takes cells up to its maximum; one cell more is let in if the chunk were less than half full without it
  // and at most half over-full with it.
  const max = pipeline.maxChunkBytes;
  const ends: number[] = [];
  let begin = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    const before = starts[i]! - begin;
    const after = starts[i + 1]! - begin;
    if (after <= max || before === 0 || (before < max / 2 && after <= max * 1.5)) continue;
    ends.push(starts[i]!);
    begin = starts[i]!;
  }
  if (bytes.length > begin) ends.push(bytes.length);
  return encodeChunks(bytes, ends, pipeline, context);
}

// u64 number of chunks, then per chunk: u32 original, filtered and metadata bytes, metadata, data.
function encodeChunks(
  bytes: Uint8Array,
  ends: readonly number[],
  pipeline: FilterPipeline,
  context: EncodeContext,
): Uint8Array {
  const out = new ByteWriter(64 + (bytes.length >> 2)).uint64(ends.length);
  let start = 0;
  for (const end of ends) {
    let chunk: FilteredChunk = { metadata: NO_METADATA, data: bytes.subarray(start, end) };
    for (const filter of pipeline.filters) chunk = applyFilter(chunk, filter, context);
    out
      .uint32(end - start)
      .uint32(chunk.data.length)
      .uint32(chunk.metadata.length);
    out.bytes(chunk.metadata).bytes(chunk.data);
    start = end;
  }
  return out.finish();
}
