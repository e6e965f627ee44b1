import type { Datatype } from "../datatype.js";
import type { FilterSpec } from "../types.js";

/** What travels through a pipeline backwards: a chunk's remaining filter metadata and its data. */
export interface ChunkParts {
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** One filter of a pipeline with the types that hold at its place when encoding. */
export interface Stage {
  readonly filter: FilterSpec;
  /** Type of the values that this filter was given when encoding. */
  readonly type: Datatype;
  readonly elementBytes: number;
  readonly cellBytes: number;
  /** Format version, on which some filters' coverage of types depends. */
  readonly version: number;
  /** The field holds whole strings, so RLE and dictionary encode strings and carry the offsets. */
  readonly encodesStrings: boolean;
}

/** Receives the start of each string, relative to the tile, from filters that encode whole strings. */
export interface StringStarts {
  readonly starts: Float64Array;
  count: number;
  /** Bytes of all strings so far. */
  bytes: number;
}

export interface DecodeContext {
  /** File and tile, for messages. */
  readonly where: string;
  /** No intermediate of this chunk may be longer: sizes in the file are checked against it before allocating. */
  readonly maxBytes: number;
  readonly strings?: StringStarts;
  /** The data may be a view of the decoder's own memory, which holds until anything else is decoded. */
  readonly borrow?: boolean;
}

/** Undoes one filter for one chunk. */
export type FilterDecoder = (parts: ChunkParts, stage: Stage, context: DecodeContext) => ChunkParts;

/** Undoes one compressed part, to exactly `sizeBytes`. */
export type PartDecoder = (input: Uint8Array, sizeBytes: number, stage: Stage, context: DecodeContext) => Uint8Array;
