import { type EvaluationPlan, planEvaluation } from "../evaluation-plan.js";
import type { MatrixView, PassOptions } from "../matrix-view.js";
import type { Expm1Op, NormalizeTotalOp, ResolvedOp } from "../op-chain.js";
import type { MomentsResult } from "../worker/chunk-ops.js";
import { hasRowsOfInput, isOpen, resolveOps, settleTarget } from "./resolve-ops.js";
import { runChunks } from "./run-chunks.js";

export interface ColumnMoments {
  /** Rows counted. */
  readonly n: number;
  /** Σx and Σx² of each column, over all rows (zeros included), float64. */
  readonly sum: Float64Array;
  readonly sumOfSquares: Float64Array;
}

export interface MomentsOptions extends PassOptions {
  /** Put on top of the chain: moments of exp(x · factor) − 1. */
  readonly expm1?: Expm1Op;
}

/**
 * Sums and sums of squares of the columns, in one pass. When the chain starts with a normalisation whose target is the
 * median of totals that nobody has seen yet, rows are scaled by 1 / total and the target T is applied afterwards
 * (T·Σ, T²·Σ): the matrix is still read once.
 */
export async function columnMoments(view: MatrixView, options: MomentsOptions = {}): Promise<ColumnMoments> {
  const later = options.expm1 === undefined ? [] : [options.expm1];
  const first = view.ops[0];
  if (
    first?.kind === "normalizeTotal" &&
    first.maxFraction === undefined &&
    isOpen(first) &&
    hasRowsOfInput(first, view)
  ) {
    const moments = await scaledAfterwards(view, first, later, options);
    if (moments !== undefined) return moments;
  }
  return (await runPass(view, [...(await resolveOps(view, options)), ...later], options)).moments;
}

async function scaledAfterwards(
  view: MatrixView,
  first: NormalizeTotalOp,
  later: readonly ResolvedOp[],
  options: MomentsOptions,
): Promise<ColumnMoments | undefined> {
  const others = view.ops.slice(1);
  if (others.some((op) => op.kind === "normalizeTotal")) return undefined;
  const chain = [{ kind: "normalizeTotal", target: 1 }, ...(others as ResolvedOp[]), ...later] as ResolvedOp[];
  const plan = planEvaluation(chain);
  // Only a chain that is linear in the scaled values can be scaled afterwards.
  if (plan.general.length > 0 || plan.logFactor !== null) return undefined;
  const { moments, totals, irregular } = await runPass(view, chain, options);
  const target = settleTarget(first, view, totals);
  if (irregular) return undefined;
  const scaled = (values: Float64Array, factor: number): Float64Array => values.map((value) => value * factor);
  return {
    n: moments.n,
    sum: scaled(moments.sum, target),
    sumOfSquares: scaled(moments.sumOfSquares, target * target),
  };
}

interface Pass {
  readonly moments: ColumnMoments;
  /** Of the rows before the plan's fused scaling, in no particular order. */
  readonly totals: Float64Array;
  readonly irregular: boolean;
}

async function runPass(view: MatrixView, chain: readonly ResolvedOp[], { signal }: PassOptions): Promise<Pass> {
  const fused: EvaluationPlan = planEvaluation(chain);
  // The moments kernel takes no logarithms: such a chain is evaluated by its general operators.
  const plan: EvaluationPlan =
    fused.logFactor === null ? fused : { general: chain, scaleTarget: null, logFactor: null };
  const { state } = view;
  const nCols = plan.general.findLast((op) => op.kind === "columns")?.indices.length ?? state.source.shape[1];
  const sums = new Float64Array(2 * nCols);
  const totals = new Float64Array(view.shape[0]);
  let seen = 0;
  let irregular = false;
  const take = (result: MomentsResult): void => {
    for (let i = 0; i < result.moments.length; i++) sums[i]! += result.moments[i]!;
    totals.set(result.totals, seen);
    seen += result.totals.length;
    irregular ||= result.irregular;
  };
  await runChunks<MomentsResult>(view, { op: "matrix.moments", plan, take }, signal);
  const columns = plan.columns ?? Int32Array.from({ length: nCols }, (_, c) => c);
  const sum = Float64Array.from(columns, (c) => sums[2 * c]!);
  if (plan.general.length === 0 && view.rows === undefined)
    state.columnWeight = Float64Array.from({ length: nCols }, (_, c) => sums[2 * c]!);
  const sumOfSquares = Float64Array.from(columns, (c) => sums[2 * c + 1]!);
  return { moments: { n: view.shape[0], sum, sumOfSquares }, totals, irregular };
}
