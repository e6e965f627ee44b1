/** An operator of a lazy matrix, as data. Matrices are never changed: an operator makes a new one. */
export type MatrixOp = NormalizeTotalOp | Log1pOp | ColumnsOp;

/** x · target / total of its row; a row whose total is 0 stays as it is (facts: scanpy `normalize_total`). */
export interface NormalizeTotalOp {
  readonly kind: "normalizeTotal";
  /** null: the median of the positive totals. */
  readonly targetSum: number | null;
  /** Set: columns with `x > total · maxFraction` in any row do not count for the totals. */
  readonly maxFraction?: number;
}

/** ln(1 + x), divided by ln(base) when a base is given. */
export interface Log1pOp {
  readonly kind: "log1p";
  readonly base: number | null;
}

/** The given columns, in the given order. */
export interface ColumnsOp {
  readonly kind: "columns";
  readonly indices: Int32Array;
}

/** exp(x · factor) − 1: what the `seurat` flavor puts on top of a chain. Not an operator for users. */
export interface Expm1Op {
  readonly kind: "expm1";
  readonly factor: number;
}

/** A chain with all numbers known: what travels to workers. */
export type ResolvedOp =
  | { readonly kind: "normalizeTotal"; readonly target: number; readonly excluded?: Uint8Array }
  | Log1pOp
  | ColumnsOp
  | Expm1Op;

/** A short text of a chain for displays: `normalizeTotal → log1p`. */
export function describeOps(ops: readonly MatrixOp[]): string {
  const texts = ops.map((op) => {
    if (op.kind === "normalizeTotal")
      return op.targetSum === null ? "normalizeTotal" : `normalizeTotal(${op.targetSum})`;
    if (op.kind === "log1p") return op.base === null ? "log1p" : `log1p(base ${op.base})`;
    return `columns(${op.indices.length})`;
  });
  return texts.length === 0 ? "none" : texts.join(" → ");
}
