import type { CompiledPipeline } from "../pipeline.js";
import { decodeChunk, type StoredTile } from "../tile.js";
import type { Sparse2dColumn } from "../types.js";
import { innermostShuffle, shuffledParts } from "./shuffled-parts.js";

/** A stored tile as a column whose byte planes are left as they are; each chunk is decoded when its turn comes. */
export function tileColumn(tile: StoredTile, pipeline: CompiledPipeline, elementBytes: number): Sparse2dColumn {
  const outer = innermostShuffle(pipeline);
  return {
    elementBytes,
    shuffled: outer !== undefined,
    maxPartBytes: tile.chunks.reduce((most, chunk) => Math.max(most, chunk.originalBytes), 0),
    *parts() {
      for (const chunk of tile.chunks) {
        if (outer === undefined) yield decodeChunk(chunk, pipeline, tile.where, { borrow: true });
        else yield* shuffledParts(chunk, outer, tile.where);
      }
    },
  };
}
