import { checkOption } from "../core/index.js";
import type { RowRange } from "./types.js";

/** Consecutive stripes that one task works on. */
export interface Chunk {
  readonly index: number;
  /** Stripes `[firstStripe, endStripe)`. */
  readonly firstStripe: number;
  readonly endStripe: number;
  /** Their rows. */
  readonly start: number;
  readonly end: number;
}

const TASKS = 128;
const MIN_ROWS = 2048;
const MIN_STRIPES = 4;

/**
 * Groups stripes into chunks. The cut depends on the data and on `chunkSize` (most rows in a chunk, rounded to whole
 * stripes) only, never on the number of workers: sums are merged chunk by chunk, so results have the same bits for any
 * number of workers. A matrix gives about 128 chunks, of 2,048 rows or more; where a query takes few rows of each stripe, the
 * stripes count: reading them is the work.
 */
export function planChunks(stripes: readonly RowRange[], chunkSize?: number): Chunk[] {
  const valid = chunkSize === undefined || (Number.isInteger(chunkSize) && chunkSize >= 1);
  checkOption(valid, "LazyMatrix", "chunkSize", "a whole number of rows from 1", chunkSize);
  const nRows = stripes.at(-1)?.end ?? 0;
  const wanted = Math.min(chunkSize ?? Number.POSITIVE_INFINITY, Math.max(MIN_ROWS, Math.ceil(nRows / TASKS)));
  const maxStripes = Math.max(MIN_STRIPES, Math.ceil(stripes.length / TASKS));
  const chunks: Chunk[] = [];
  let first = 0;
  for (let stripe = 0; stripe < stripes.length; stripe++) {
    const rows = stripes[stripe]!.end - stripes[first]!.start;
    const next = stripes[stripe + 1];
    const fits = next !== undefined && rows + (next.end - next.start) <= wanted;
    if (fits && stripe + 1 - first < maxStripes) continue;
    const bounds = { start: stripes[first]!.start, end: stripes[stripe]!.end };
    chunks.push({ index: chunks.length, firstStripe: first, endStripe: stripe + 1, ...bounds });
    first = stripe + 1;
  }
  return chunks;
}
