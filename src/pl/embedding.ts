import { OptionError } from "../core/errors.js";
import { throwIfAborted } from "../core/index.js";
import { axisLimits } from "./axis-limits.js";
import { basisCoordinates, coordinateColumn } from "./basis-coordinates.js";
import { markerSizes, paintPanel } from "./build-panel.js";
import { findColorSource } from "./color-source.js";
import { basisLabel, type Dimensions, resolveDimensions } from "./components.js";
import { type EmbeddingOptions, type EmbeddingSettings, readOptions } from "./embedding-options.js";
import { Figure } from "./figure.js";
import type { Panel } from "./panel.js";
import type { Plottable } from "./plottable.js";

/**
 * A scatter plot of two columns of `obsm[basis]` (or `obsm["X_" + basis]`), a panel for each `color`.
 *
 * Categories take `palette`, else the colours stored in `uns["<color>_colors"]`, else Scanpy's; what is chosen is
 * stored there. Genes are read from X through its operations. A lazy basis is computed, and a text column of obs
 * becomes categorical.
 *
 * @throws ColumnError if the basis, colour or group does not exist; OptionError for an unknown or impossible option
 * @example await embedding(adata, "pca", { color: ["cell_type", "ALB"] })
 */
export async function embedding(adata: Plottable, basis: string, options: EmbeddingOptions = {}): Promise<Figure> {
  return drawEmbedding(adata, basis, readOptions(options, "pl.embedding"), "pl.embedding");
}

/** The same with checked options. `axisLabel` names a column of the basis, counted from 0. */
export async function drawEmbedding(
  adata: Plottable,
  basis: string,
  settings: EmbeddingSettings,
  where: string,
  axisLabel: (column: number) => string = (column) => `${basisLabel(basis)}${column + 1}`,
): Promise<Figure> {
  const { signal } = settings;
  const matrix = await basisCoordinates(adata, basis, where, signal);
  const pairs = resolveDimensions(settings.components, settings.dimensions, matrix.shape[1], where);
  const columns = new Map<number, ReturnType<typeof coordinateColumn>>();
  for (const column of new Set(pairs.flat())) columns.set(column, coordinateColumn(matrix, column));
  const size = markerSizes(settings.size, adata.nObs, where);
  const panels: Panel[] = [];
  for (const [i, { key, pair }] of planPanels(settings, pairs, where).entries()) {
    throwIfAborted(signal, where);
    const source = key === null ? undefined : await findColorSource(adata, key, settings.geneSymbols, where, signal);
    const x = columns.get(pair[0])!;
    const y = columns.get(pair[1])!;
    panels.push({
      ...paintPanel(adata, key, source, settings, i, where),
      title: settings.titles?.[i] ?? key ?? "",
      xLabel: axisLabel(pair[0]),
      yLabel: axisLabel(pair[1]),
      x,
      y,
      xLimits: axisLimits(x, y),
      yLimits: axisLimits(y, x),
      size,
      alpha: settings.alpha,
      legendLoc: settings.legendLoc,
      legendFontSize: settings.legendFontSize,
      frame: settings.frame,
    });
  }
  return new Figure(panels, { nColumns: settings.nColumns, hspace: settings.hspace, wspace: settings.wspace });
}

/** Every colour with every pair if `components` are given; else one to one, a single one repeated. */
function planPanels(
  settings: EmbeddingSettings,
  pairs: readonly Dimensions[],
  where: string,
): { readonly key: string | null; readonly pair: Dimensions }[] {
  const { colors, components } = settings;
  if (components !== undefined || colors.length === 1 || pairs.length === 1) {
    return colors.flatMap((key) => pairs.map((pair) => ({ key, pair })));
  }
  if (colors.length === pairs.length) return colors.map((key, i) => ({ key, pair: pairs[i]! }));
  throw new OptionError({
    what: "color and dimensions",
    where,
    expected: "lists of equal length, or one of a single entry",
    got: `${colors.length} colours and ${pairs.length} pairs`,
  });
}
