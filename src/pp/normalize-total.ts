import type { AnnData } from "../anndata/index.js";
import { checkOption, rejectUnknown } from "../core/index.js";
import { numericColumn } from "../frame/index.js";
import type { LazyMatrix, NormalizeTotalOp } from "../matrix/index.js";
import { expression, setExpression, viewToActual } from "./expression.js";

export interface NormalizeTotalOptions {
  /** Total of every cell afterwards; default: the median of the totals above 0. */
  readonly targetSum?: number;
  /** Leave genes out of the totals that make up more than `maxFraction` of any cell; default false. */
  readonly excludeHighlyExpressed?: boolean;
  /** Default 0.05. */
  readonly maxFraction?: number;
  /** Also store each cell's total before normalisation in `obs[keyAdded]`; this reads X, so a promise is returned. */
  readonly keyAdded?: string;
  /** The layer to normalise instead of `X`. */
  readonly layer?: string;
  /** False: change nothing, and return the normalised matrix with the totals; this reads X. Default true. */
  readonly inplace?: boolean;
  readonly signal?: AbortSignal;
}

export interface NormalizedTotals {
  readonly X: LazyMatrix;
  /** The total of each cell before normalisation. */
  readonly normFactor: Float64Array;
}

const WHERE = "pp.normalizeTotal";
const KNOWN = ["targetSum", "excludeHighlyExpressed", "maxFraction", "keyAdded", "layer", "inplace", "signal"];

/**
 * Scales every cell to the same total, as Scanpy 1.11's `normalize_total`. Lazy: an operator is put on `X` (or the layer),
 * and the median is found by the first pass that reads the values. Cells with a total of 0 stay as they are.
 */
export function normalizeTotal(
  adata: AnnData,
  options: NormalizeTotalOptions & { readonly inplace: false },
): Promise<NormalizedTotals>;
export function normalizeTotal(
  adata: AnnData,
  options: NormalizeTotalOptions & { readonly keyAdded: string },
): Promise<undefined>;
export function normalizeTotal(adata: AnnData, options?: NormalizeTotalOptions): void;
export function normalizeTotal(
  adata: AnnData,
  options: NormalizeTotalOptions = {},
): Promise<NormalizedTotals | undefined> | undefined {
  const {
    targetSum,
    excludeHighlyExpressed = false,
    maxFraction = 0.05,
    keyAdded,
    layer,
    inplace = true,
    signal,
    ...rest
  } = options;
  rejectUnknown(rest, WHERE, KNOWN);
  checkOption(targetSum === undefined || targetSum > 0, WHERE, "targetSum", "a number above 0", targetSum);
  checkOption(maxFraction >= 0 && maxFraction <= 1, WHERE, "maxFraction", "a number from 0 to 1", maxFraction);
  const op: NormalizeTotalOp = {
    kind: "normalizeTotal",
    targetSum: targetSum ?? null,
    ...(excludeHighlyExpressed ? { maxFraction } : {}),
  };
  if (inplace) viewToActual(adata);
  const normalized = expression(adata, layer).withOp(op);
  const pass = signal === undefined ? {} : { signal };
  if (!inplace) return normalized.normalizationTotals(pass).then((normFactor) => ({ X: normalized, normFactor }));
  setExpression(adata, layer, normalized);
  if (keyAdded === undefined) return undefined;
  return normalized.normalizationTotals(pass).then((totals) => {
    adata.obs = adata.obs.withColumn(keyAdded, numericColumn(keyAdded, Float32Array.from(totals)));
    return undefined;
  });
}
