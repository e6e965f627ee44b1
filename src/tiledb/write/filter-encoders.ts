import { deflateSync } from "node:zlib";
import { UnsupportedFeatureError } from "../../core/index.js";
import { type Datatype, datatypeSize } from "../datatype.js";
import type { FilterSpec } from "../types.js";
import { ByteWriter, concatBytes } from "./byte-writer.js";
import { encodeDoubleDelta } from "./double-delta.js";
import type { ZstdEncoder } from "./zstd-encoder.js";

/** A chunk on its way through a pipeline: data, and the metadata that the filters so far need to undo themselves. */
export interface FilteredChunk {
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** What the encoders need besides the chunk. */
export interface EncodeContext {
  readonly type: Datatype;
  /** Bytes of a whole cell (run-length coding repeats whole cells). */
  readonly cellBytes: number;
  readonly zstd: ZstdEncoder;
}

type FilterEncoder = (chunk: FilteredChunk, filter: FilterSpec, context: EncodeContext) => FilteredChunk;

const ENCODERS: ReadonlyMap<number, FilterEncoder> = new Map<number, FilterEncoder>([
  [1, (chunk, filter) => compress(chunk, (bytes) => deflateSync(bytes, { level: filter.level ?? -1 }))],
  [2, (chunk, filter, { zstd }) => compress(chunk, (bytes) => zstd(bytes, filter.level ?? -1))],
  [4, (chunk, _filter, { cellBytes }) => compress(chunk, (bytes) => encodeRuns(bytes, cellBytes))],
  [6, (chunk, _filter, { type }) => compress(chunk, (bytes) => encodeDoubleDelta(bytes, type))],
  [9, (chunk, _filter, { type }) => shuffle(chunk, datatypeSize(type))],
]);

/** The chunk after one filter. Throws `UnsupportedFeatureError` for a filter that only the reader knows. */
export function applyFilter(chunk: FilteredChunk, filter: FilterSpec, context: EncodeContext): FilteredChunk {
  const encode = ENCODERS.get(filter.id);
  if (encode === undefined) {
    throw new UnsupportedFeatureError({ what: `filter ${filter.name} cannot be written`, got: `id ${filter.id}` });
  }
  // Both read the chunk as cells; the metadata of an earlier filter is not made of cells.
  if ((filter.id === 4 || filter.id === 6) && chunk.metadata.length > 0) {
    throw new UnsupportedFeatureError({
      what: `filter ${filter.name} can only be written as the first of its pipeline`,
    });
  }
  return encode(chunk, filter, context);
}

// A compressor takes the metadata of the filters before it along: u32 parts of metadata, u32 parts of data, then
// (original, compressed) sizes of all parts; the payload is the compressed metadata, then the compressed data.
function compress(chunk: FilteredChunk, codec: (bytes: Uint8Array) => Uint8Array): FilteredChunk {
  const metadata = chunk.metadata.length === 0 ? undefined : codec(chunk.metadata);
  const data = codec(chunk.data);
  const head = new ByteWriter(24).uint32(metadata === undefined ? 0 : 1).uint32(1);
  if (metadata !== undefined) head.uint32(chunk.metadata.length).uint32(metadata.length);
  head.uint32(chunk.data.length).uint32(data.length);
  return { metadata: head.finish(), data: metadata === undefined ? data : concatBytes([metadata, data]) };
}

/** (cell, u16 big-endian run length) pairs. */
function encodeRuns(bytes: Uint8Array, cellBytes: number): Uint8Array {
  const out = new ByteWriter(64);
  const cells = bytes.length / cellBytes;
  for (let start = 0; start < cells; ) {
    let end = start + 1;
    while (end < cells && end - start < 65_535 && equalCells(bytes, start, end, cellBytes)) end++;
    out.bytes(bytes.subarray(start * cellBytes, (start + 1) * cellBytes));
    out.uint8((end - start) >> 8).uint8((end - start) & 255);
    start = end;
  }
  return out.finish();
}

function equalCells(bytes: Uint8Array, a: number, b: number, cellBytes: number): boolean {
  for (let i = 0; i < cellBytes; i++) if (bytes[a * cellBytes + i] !== bytes[b * cellBytes + i]) return false;
  return true;
}

/** Byte planes, lowest significance first; a remainder shorter than a value stays as it is. */
function shuffle(chunk: FilteredChunk, size: number): FilteredChunk {
  const { data } = chunk;
  const values = Math.floor(data.length / size);
  const out = new Uint8Array(data.length);
  let at = 0;
  for (let plane = 0; plane < size; plane++) {
    for (let i = plane; i < values * size; i += size) out[at++] = data[i]!;
  }
  out.set(data.subarray(values * size), values * size);
  const head = new ByteWriter(8).uint32(1).uint32(data.length).finish();
  return { metadata: concatBytes([head, chunk.metadata]), data: out };
}
