import { ByteCursor, FormatError } from "../core/index.js";
import type { ChunkParts, StringStarts } from "./filters/types.js";
import type { CompiledPipeline } from "./pipeline.js";

/** A chunk of a tile as it is stored. */
export interface StoredChunk extends ChunkParts {
  readonly originalBytes: number;
}

/** A tile cut into its chunks; nothing is decoded or allocated yet. */
export interface StoredTile {
  readonly chunks: readonly StoredChunk[];
  /** Sum of the chunks' original sizes. */
  readonly originalBytes: number;
  readonly where: string;
}

/**
 * Reads u64 chunks | per chunk u32 original, filtered, metadata sizes | metadata | data. The sum of the original sizes
 * must be `expectedBytes` (undefined: not known), so that a damaged size is found before anything is allocated.
 */
export function parseTile(bytes: Uint8Array, expectedBytes: number | undefined, where: string): StoredTile {
  const chunks: StoredChunk[] = [];
  let originalBytes = 0;
  if (bytes.length > 0) {
    const cursor = new ByteCursor(bytes, where);
    const count = cursor.uint64("number of chunks");
    if (count * 12 > cursor.remaining)
      throw new FormatError({
        what: "tile",
        where,
        expected: `${count} chunks`,
        got: `${cursor.remaining} bytes`,
        hint: "The file is truncated or damaged",
      });
    for (let i = 0; i < count; i++) {
      const original = cursor.uint32();
      const filtered = cursor.uint32();
      const metadataBytes = cursor.uint32();
      const metadata = cursor.take(metadataBytes);
      chunks.push({ originalBytes: original, metadata, data: cursor.take(filtered) });
      originalBytes += original;
    }
  }
  if (expectedBytes !== undefined && originalBytes !== expectedBytes)
    throw new FormatError({
      what: "tile size",
      where,
      expected: `${expectedBytes} bytes`,
      got: `${originalBytes}`,
      hint: "The file is truncated or damaged",
    });
  return { chunks, originalBytes, where };
}

/** Decodes all chunks into `output` from `offset`; filters run last to first. */
export function decodeTile(
  tile: StoredTile,
  pipeline: CompiledPipeline,
  output: Uint8Array,
  offset = 0,
  strings?: StringStarts,
): void {
  let to = offset;
  for (const chunk of tile.chunks) {
    const data = decodeChunk(chunk, pipeline, tile.where, { strings, borrow: true });
    output.set(data, to);
    to += data.length;
  }
}

export interface DecodeOptions {
  readonly strings?: StringStarts | undefined;
  /** The bytes may be a view of a decoder's memory, which holds until anything else is decoded. */
  readonly borrow?: boolean;
}

/** The chunk's original bytes. */
export function decodeChunk(
  chunk: StoredChunk,
  pipeline: CompiledPipeline,
  where: string,
  options: DecodeOptions = {},
): Uint8Array {
  const { data } = decodeChunkParts(chunk, pipeline, where, options);
  if (data.length !== chunk.originalBytes)
    throw new FormatError({
      what: "chunk size after decoding",
      where,
      expected: `${chunk.originalBytes} bytes`,
      got: `${data.length}`,
      hint: "The file is damaged",
    });
  return data;
}

/** What the pipeline's filters make of the chunk: data, and the metadata that is left for filters further in. */
export function decodeChunkParts(
  chunk: StoredChunk,
  pipeline: CompiledPipeline,
  where: string,
  { strings, borrow = false }: DecodeOptions = {},
): ChunkParts {
  // No filter's output is larger than a few times the data; the slack covers tiny chunks and filter metadata.
  const maxBytes = chunk.originalBytes * 8 + 2 ** 16;
  const context = strings === undefined ? { where, maxBytes } : { where, maxBytes, strings };
  const last = { ...context, borrow };
  let parts: ChunkParts = chunk;
  for (let i = pipeline.stages.length - 1; i >= 0; i--) {
    const { stage, decode } = pipeline.stages[i]!;
    parts = decode(parts, stage, i === 0 ? last : context);
  }
  return parts;
}
