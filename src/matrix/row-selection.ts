import type { Chunk } from "./plan-chunks.js";

/** The rows of one chunk that a matrix has. */
export interface ChunkRows {
  readonly chunk: Chunk;
  /** Rows within the chunk, ascending; undefined: all. */
  readonly local?: Int32Array;
  /** Row of the matrix that each of them is; undefined: `chunk.start`, `chunk.start + 1`, …. */
  readonly positions?: Int32Array;
}

/** Sorts a matrix's source rows into chunks; chunks without any are left out. */
export function rowsByChunk(chunks: readonly Chunk[], rows: Int32Array | undefined): ChunkRows[] {
  if (rows === undefined) return chunks.map((chunk) => ({ chunk }));
  const order = Int32Array.from(rows.keys());
  order.sort((a, b) => rows[a]! - rows[b]! || a - b);
  const found: ChunkRows[] = [];
  let at = 0;
  for (const chunk of chunks) {
    const first = at;
    while (at < order.length && rows[order[at]!]! < chunk.end) at++;
    if (at === first) continue;
    const positions = order.slice(first, at);
    found.push({ chunk, positions, local: positions.map((position) => rows[position]! - chunk.start) });
  }
  return found;
}
