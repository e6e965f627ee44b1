import type { CompactBlock } from "../../kernels/index.js";
import type { EvaluationPlan } from "../evaluation-plan.js";
import type { SourceSpec } from "../types.js";

/** What every chunk op needs: where the rows come from and how they are evaluated. Structured-clone safe. */
export interface ChunkTask {
  readonly source: SourceSpec;
  /** Stripes `[firstStripe, endStripe)`. */
  readonly firstStripe: number;
  readonly endStripe: number;
  /** The source's columns. */
  readonly nCols: number;
  /** The chunk's packed rows, if the submitter has kept them. */
  readonly cached?: readonly CompactBlock[];
  /** Send the packed rows back, to be kept. */
  readonly keep: boolean;
  /** Rows within the chunk, ascending; undefined: all. */
  readonly local?: Int32Array;
  readonly plan: EvaluationPlan;
  /** What the rows should sum to, if that was assumed from `MatrixSource.rowTotals`. */
  readonly expectedTotals?: Float64Array;
}

/** What every chunk op gives back beside its own result. */
export interface ChunkResult {
  readonly kept?: readonly CompactBlock[];
  /** The rows do not sum to `expectedTotals`: the result is void. */
  readonly totalsDiffer: boolean;
}
