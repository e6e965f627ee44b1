import type { Executor } from "../exec/index.js";
import type { MatrixOp } from "./op-chain.js";
import type { Chunk } from "./plan-chunks.js";
import type { StripeCache } from "./stripe-cache.js";
import type { MatrixSource } from "./types.js";

/** What all matrices of one source share. */
export interface SourceState {
  readonly source: MatrixSource;
  readonly executor: Executor;
  readonly chunks: readonly Chunk[];
  readonly cache: StripeCache;
  /** `source.rowTotals`, until a pass finds that the rows sum to something else. */
  assumedTotals: Float64Array | undefined;
  /** Expression of each source column as a pass saw it: columns are ordered by it for the Gram kernel. */
  columnWeight: Float64Array | undefined;
}

/** What passes know of a matrix. */
export interface MatrixView {
  readonly state: SourceState;
  readonly shape: readonly [nObs: number, nVars: number];
  /** Source row of each row; undefined: all, in order. */
  readonly rows: Int32Array | undefined;
  readonly ops: readonly MatrixOp[];
}

export interface PassOptions {
  readonly signal?: AbortSignal;
}
