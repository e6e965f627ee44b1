import { datatypeCode } from "../datatype.js";
import { ByteWriter } from "./byte-writer.js";
import { encodePipeline } from "./encode-pipeline.js";
import { encodeTile } from "./encode-tile.js";
import type { EncodeContext } from "./filter-encoders.js";
import { gzip, pipeline } from "./pipelines.js";

// libtiledb writes every metadata thing with gzip level 1 in chunks of 64 KiB.
const PIPELINE = pipeline(gzip(1));
const PIPELINE_BYTES = encodePipeline(PIPELINE);
const CONTEXT: EncodeContext = {
  type: "char",
  cellBytes: 1,
  zstd: (data) => data, // no zstd in this pipeline, so that metadata needs no codec to be loaded
};

/** The envelope of metadata (schemas, enumerations, groups, key-values, parts of fragment metadata). */
export function encodeGenericTile(bytes: Uint8Array, formatVersion: number): Uint8Array {
  const tile = encodeTile(bytes, PIPELINE, CONTEXT);
  return new ByteWriter(64 + tile.length)
    .uint32(formatVersion)
    .uint64(tile.length)
    .uint64(bytes.length)
    .uint8(datatypeCode("char"))
    .uint64(1) // cell size
    .uint8(0) // no encryption
    .uint32(PIPELINE_BYTES.length)
    .bytes(PIPELINE_BYTES)
    .bytes(tile)
    .finish();
}
