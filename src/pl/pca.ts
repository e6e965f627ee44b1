import { ColumnError } from "../core/errors.js";
import { drawEmbedding } from "./embedding.js";
import { EMBEDDING_OPTION_NAMES, type EmbeddingOptions, readOptions } from "./embedding-options.js";
import type { Figure } from "./figure.js";
import type { Plottable } from "./plottable.js";

/** Options of `pca`: those of `embedding`, and one more. */
export interface PcaPlotOptions extends EmbeddingOptions {
  /** Whether the axis labels give each component's share of the variance: `PC1 (12.34%)`. Default false. */
  readonly annotateVarExplained?: boolean;
}

/**
 * A scatter plot of the cells' first two principal components, `obsm["X_pca"]`, as Scanpy's `sc.pl.pca` draws it.
 * `X_pca` is computed first if `pp.pca` left it lazy. See `embedding` for colours and options.
 *
 * @throws ColumnError if `pp.pca` has not run, or `color` is no column and no gene; OptionError for an unknown option
 * @example await pca(adata, { color: "cell_type", palette: ["red", "blue", "green"] })
 */
export async function pca(adata: Plottable, options: PcaPlotOptions = {}): Promise<Figure> {
  const where = "pl.pca";
  const { annotateVarExplained = false, ...rest } = options;
  const settings = readOptions(rest, where, [...EMBEDDING_OPTION_NAMES, "annotateVarExplained"]);
  const share = annotateVarExplained ? varianceRatio(adata, where) : undefined;
  return drawEmbedding(adata, "pca", settings, where, (column) => {
    const ratio = share?.[column];
    return ratio === undefined ? `PC${column + 1}` : `PC${column + 1} (${(ratio * 100).toFixed(2)}%)`;
  });
}

/** `uns["pca"]["variance_ratio"]`. */
function varianceRatio(adata: Plottable, where: string): ArrayLike<number> {
  const entry = adata.uns.get("pca");
  const ratio =
    entry instanceof Map
      ? entry.get("variance_ratio")
      : (entry as Record<string, unknown> | undefined)?.["variance_ratio"];
  if (ratio !== undefined) return ratio as ArrayLike<number>;
  throw new ColumnError({ what: 'no uns["pca"]["variance_ratio"]', where, hint: "Run pp.pca(adata) first." });
}
