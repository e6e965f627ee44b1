import { datatypeCode } from "../datatype.js";
import type { FilterPipeline, FilterSpec } from "../types.js";
import { ByteWriter } from "./byte-writer.js";

// A compressor's options name the compressor again, in an enumeration of its own; for these it equals the filter id.
const COMPRESSORS = new Set([1, 2, 4, 6]);

/** u32 largest chunk | u32 filters | per filter: u8 id, u32 option bytes, options. */
export function encodePipeline(pipeline: FilterPipeline): Uint8Array {
  const out = new ByteWriter(64).uint32(pipeline.maxChunkBytes).uint32(pipeline.filters.length);
  for (const filter of pipeline.filters) {
    const options = filterOptions(filter);
    out.uint8(filter.id).uint32(options.length).bytes(options);
  }
  return out.finish();
}

function filterOptions(filter: FilterSpec): Uint8Array {
  const out = new ByteWriter(8);
  if (!COMPRESSORS.has(filter.id)) return out.finish();
  out.uint8(filter.id).int32(filter.level ?? -1);
  // Double delta carries the type it takes the values for since format 20; "any" = the field's own.
  if (filter.id === 6) out.uint8(datatypeCode(filter.reinterpret ?? "any"));
  return out.finish();
}
