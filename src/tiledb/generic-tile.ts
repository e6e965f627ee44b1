import { ByteCursor, FormatError, UnsupportedFeatureError } from "../core/index.js";
import { datatypeFromCode } from "./datatype.js";
import { compilePipeline, parsePipeline } from "./pipeline.js";
import { decodeTile, parseTile } from "./tile.js";

/** Bytes before the pipeline: version, sizes, datatype, cell size, encryption, pipeline length. */
export const GENERIC_TILE_HEAD_BYTES = 34;

/** zlib cannot compress more than about 1,032 : 1; metadata compresses far less than this under any codec. */
const MAX_RATIO = 4096;

export interface GenericTile {
  readonly version: number;
  readonly data: Uint8Array;
}

/** Decodes the envelope of schemas, enumerations, groups, metadata and fragment-metadata parts. */
export function decodeGenericTile(bytes: Uint8Array, where: string): GenericTile {
  const cursor = new ByteCursor(bytes, where);
  const version = cursor.uint32();
  const persistedBytes = cursor.uint64("persisted size");
  const sizeBytes = cursor.uint64("tile size");
  const type = datatypeFromCode(cursor.uint8(), where);
  const cellBytes = cursor.uint64("cell size");
  const encryption = cursor.uint8();
  if (encryption !== 0) throw new UnsupportedFeatureError({ what: "encrypted arrays", where });
  const head = new ByteCursor(cursor.take(cursor.uint32()), where);
  const pipeline = parsePipeline(head, where);
  if (sizeBytes > persistedBytes * MAX_RATIO || cellBytes > 2 ** 16)
    throw new FormatError({
      what: "generic tile size",
      where,
      expected: `at most ${MAX_RATIO} × ${persistedBytes} bytes`,
      got: `${sizeBytes} in cells of ${cellBytes}`,
      hint: "The file is damaged",
    });
  const tile = parseTile(cursor.take(persistedBytes), sizeBytes, where);
  const compiled = compilePipeline(pipeline, { type, isVar: false, cellBytes, version, where });
  const data = new Uint8Array(sizeBytes);
  decodeTile(tile, compiled, data);
  return { version, data };
}
