import type { FilterPipeline, FilterSpec } from "../types.js";

/** zstd at the level (−1 = the codec's default). */
export function zstd(level = -1): FilterSpec {
  return { id: 2, name: "zstd", level };
}

/** gzip (a zlib stream) at the level. */
export function gzip(level = -1): FilterSpec {
  return { id: 1, name: "gzip", level };
}

/** Run lengths of whole cells. */
export function rle(): FilterSpec {
  return { id: 4, name: "rle", level: -1 };
}

/** Second differences of integers; must come first in its pipeline. */
export function doubleDelta(): FilterSpec {
  return { id: 6, name: "double_delta", level: -1, reinterpret: "any" };
}

/** Bytes regrouped by their significance. */
export function byteshuffle(): FilterSpec {
  return { id: 9, name: "byteshuffle" };
}

/** A pipeline of the filters in encoding order, in chunks of at most 64 KiB as libtiledb writes them. */
export function pipeline(...filters: readonly FilterSpec[]): FilterPipeline {
  return { maxChunkBytes: 65_536, filters };
}
