import type { ResolvedOp } from "./op-chain.js";

/**
 * How a worker evaluates a chain: `general` operators one after another on plain rows (slow, any order), then at most one
 * row scaling, one logarithm and one choice of columns, which the kernels do together.
 */
export interface EvaluationPlan {
  readonly general: readonly ResolvedOp[];
  /** Rows are scaled by `scaleTarget / total`; null: not. */
  readonly scaleTarget: number | null;
  /** Factor after ln(1 + x); null: no logarithm. */
  readonly logFactor: number | null;
  /** Old column of each new one; undefined: all. */
  readonly columns?: Int32Array;
}

/** The plan with the fewest general operators: the longest suffix of the chain that fits the fused form. */
export function planEvaluation(ops: readonly ResolvedOp[]): EvaluationPlan {
  for (let start = 0; start < ops.length; start++) {
    const fused = fuse(ops.slice(start));
    if (fused !== undefined) return { general: ops.slice(0, start), ...fused };
  }
  return { general: ops, scaleTarget: null, logFactor: null };
}

interface Fused {
  scaleTarget: number | null;
  logFactor: number | null;
  columns?: Int32Array;
}

function fuse(ops: readonly ResolvedOp[]): Fused | undefined {
  const fused: Fused = { scaleTarget: null, logFactor: null };
  for (const op of ops) {
    if (op.kind === "columns") {
      // The kernels map each stored column to one place.
      if (new Set(op.indices).size < op.indices.length) return undefined;
      fused.columns = compose(fused.columns, op.indices);
    } else if (op.kind === "log1p" && fused.logFactor === null)
      fused.logFactor = op.base === null ? 1 : 1 / Math.log(op.base);
    else if (op.kind === "expm1" && fused.logFactor !== null && cancels(fused.logFactor, op.factor))
      fused.logFactor = null;
    else if (op.kind === "normalizeTotal" && op.excluded === undefined && isEmpty(fused)) fused.scaleTarget = op.target;
    else return undefined;
  }
  return fused;
}

/** expm1(log1p(x) · a · b) = x when a · b = 1: the seurat flavor needs no transcendental function per value. */
function cancels(logFactor: number, factor: number): boolean {
  return Math.abs(logFactor * factor - 1) < 1e-15;
}

function isEmpty(fused: Fused): boolean {
  return fused.scaleTarget === null && fused.logFactor === null && fused.columns === undefined;
}

function compose(first: Int32Array | undefined, second: Int32Array): Int32Array {
  return first === undefined ? second : second.map((column) => first[column]!);
}
