import type { OpTable, TaskContext } from "../exec/index.js";
import { type EigenPairs, loadKernels, type SelectedBlock, topEigenpairs } from "../kernels/index.js";
import type { StripeReaderTable } from "./types.js";
import { chunkMoments, chunkProject, chunkRows, chunkSelect, chunkTotals } from "./worker/chunk-ops.js";
import type { ChunkContext } from "./worker/evaluate-chunk.js";
import { ReaderPool } from "./worker/reader-pool.js";

export interface GramTask {
  readonly blocks: readonly SelectedBlock[];
  readonly k: number;
  readonly head: number;
  /** Rows `[start, end)` of the lower triangle. */
  readonly start: number;
  readonly end: number;
}

export interface EigenTask {
  /** Lower triangle of a symmetric matrix, packed by rows. */
  readonly packed: Float64Array;
  readonly k: number;
  readonly count: number;
}

/** The matrix ops of the closed table. `readers` opens sources by kind; each thread keeps the ones it has opened. */
export function createMatrixOps(readers: StripeReaderTable): OpTable {
  const pool = new ReaderPool(readers);
  const chunkOp = <T, R>(op: (task: T, context: ChunkContext) => Promise<R>) => {
    return async (task: T, { signal }: TaskContext): Promise<R> =>
      await op(task, { kernels: await loadKernels(), readers: pool, signal });
  };
  const ops = {
    "matrix.moments": chunkOp(chunkMoments),
    "matrix.totals": chunkOp(chunkTotals),
    "matrix.select": chunkOp(chunkSelect),
    "matrix.rows": chunkOp(chunkRows),
    "matrix.project": chunkOp(chunkProject),
    "matrix.gram": async ({ blocks, k, head, start, end }: GramTask): Promise<Float64Array> =>
      (await loadKernels()).gramRows(blocks, k, head, start, end),
    "matrix.eigen": async ({ packed, k, count }: EigenTask): Promise<EigenPairs> =>
      topEigenpairs(await loadKernels(), packed, k, count),
  };
  return ops;
}
