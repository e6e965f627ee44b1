import type { AnnData } from "../anndata/index.js";
import { checkOption, rejectUnknown } from "../core/index.js";
import { expression, setExpression, viewToActual } from "./expression.js";

export interface Log1pOptions {
  /** Base of the logarithm; default e. */
  readonly base?: number;
  /** The layer to transform instead of `X`. */
  readonly layer?: string;
}

/** Takes ln(1 + x) of every value (divided by ln(base)), as Scanpy's `log1p`. Lazy. Notes the base in `uns["log1p"]`. */
export function log1p(adata: AnnData, options: Log1pOptions = {}): void {
  const { base, layer, ...rest } = options;
  rejectUnknown(rest, "pp.log1p", ["base", "layer"]);
  checkOption(base === undefined || (base > 0 && base !== 1), "pp.log1p", "base", "a number above 0, not 1", base);
  if (adata.uns.has("log1p")) console.warn("adata.X seems to be already log-transformed.");
  viewToActual(adata);
  setExpression(adata, layer, expression(adata, layer).withOp({ kind: "log1p", base: base ?? null }));
  adata.uns.set("log1p", { base: base ?? null });
}
