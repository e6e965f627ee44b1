import type { EvaluationPlan } from "../evaluation-plan.js";
import { mapOrdered } from "../map-ordered.js";
import type { MatrixView, SourceState } from "../matrix-view.js";
import { type ChunkRows, rowsByChunk } from "../row-selection.js";
import type { ChunkResult, ChunkTask } from "../worker/chunk-task.js";

/** The group of the cache that holds a source's packed rows. */
export const RAW = "raw";

export interface ChunkPass<R> {
  readonly op: string;
  readonly plan: EvaluationPlan;
  /** What the op needs beside the chunk; big arrays shared. */
  readonly extra?: object;
  /** Called in row order. */
  take(result: R, rows: ChunkRows): void | Promise<void>;
}

/** The assumed row totals turned out wrong: what was computed with them is void. */
export class TotalsDiffer extends Error {}

/** Runs an op over all chunks of the matrix that have rows of it, and keeps decoded rows in the cache. */
export async function runChunks<R extends ChunkResult>(
  view: MatrixView,
  pass: ChunkPass<R>,
  signal?: AbortSignal,
): Promise<void> {
  const { state } = view;
  await mapOrdered(
    rowsByChunk(state.chunks, view.rows),
    windowOf(state),
    (rows, stop) =>
      state.executor.submit<R>(
        { op: pass.op, args: { ...chunkTask(state, rows, pass.plan), ...pass.extra } },
        { signal: stop },
      ),
    async (result, rows) => {
      keepBlocks(state, rows, result);
      await pass.take(result, rows);
    },
    signal,
  );
}

/** How many chunks are under way at once: every worker has the next one waiting. */
export function windowOf(state: SourceState): number {
  return 2 * state.executor.parallelism;
}

export function chunkTask(state: SourceState, rows: ChunkRows, plan: EvaluationPlan): ChunkTask {
  const { chunk, local } = rows;
  const { cache, source } = state;
  const cached = cache.get<NonNullable<ChunkTask["cached"]>[number]>(RAW, chunk.index);
  const checked = cached === undefined ? state.assumedTotals?.slice(chunk.start, chunk.end) : undefined;
  return {
    source: source.spec,
    firstStripe: chunk.firstStripe,
    endStripe: chunk.endStripe,
    nCols: source.shape[1],
    ...(cached === undefined ? {} : { cached }),
    keep: cached === undefined && cache.usedBytes < cache.budgetBytes,
    ...(local === undefined ? {} : { local }),
    plan,
    ...(checked === undefined ? {} : { expectedTotals: checked }),
  };
}

/** Keeps the decoded rows; throws if they do not sum to what was assumed. */
export function keepBlocks(state: SourceState, rows: ChunkRows, result: ChunkResult): void {
  if (result.kept !== undefined) state.cache.put(RAW, rows.chunk.index, result.kept);
  if (result.totalsDiffer && state.assumedTotals !== undefined) {
    state.assumedTotals = undefined;
    throw new TotalsDiffer("the rows do not sum to the totals that were assumed for them");
  }
}

/** Runs `pass`, and once more if it met rows that do not sum to the assumed totals (which are then forgotten). */
export async function retryWithoutAssumedTotals<T>(pass: () => Promise<T>): Promise<T> {
  try {
    return await pass();
  } catch (error) {
    if (!(error instanceof TotalsDiffer)) throw error;
    return await pass();
  }
}
