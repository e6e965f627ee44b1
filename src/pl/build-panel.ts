import { ColumnError, OptionError, ShapeError } from "../core/errors.js";
import { describeValue, nearestNames } from "../core/index.js";
import { assignCategoryColors } from "./category-colors.js";
import type { ColorSource } from "./color-source.js";
import { colormap } from "./colormaps.js";
import { toHex } from "./colors.js";
import { categoricalOrder, continuousOrder } from "./draw-order.js";
import type { ColorLimit, EmbeddingSettings } from "./embedding-options.js";
import { type CategoricalColor, hasMissing, type PanelColor } from "./panel.js";
import { finiteRange, percentile } from "./percentile.js";
import type { Plottable } from "./plottable.js";

/** A panel's colours and draw order. */
export interface PanelPaint {
  readonly color: PanelColor;
  readonly order: Uint32Array | undefined;
}

/** The paint for one panel. The colours of categories are stored in `uns["<key>_colors"]`. */
export function paintPanel(
  adata: Plottable,
  key: string | null,
  source: ColorSource | undefined,
  settings: EmbeddingSettings,
  panelIndex: number,
  where: string,
): PanelPaint {
  const naColor = toHex(settings.naColor, `${where}: naColor`);
  if (key === null || source === undefined) return { color: { kind: "uniform", color: naColor }, order: undefined };
  if (source.kind === "categories") {
    const color = categoricalColor(adata, key, source, settings, naColor, where);
    return { color, order: settings.sortOrder ? categoricalOrder(color.codes) : undefined };
  }
  const { values } = source;
  const [lowest, highest] = finiteRange(values);
  const low = limitOf(settings.vmin, panelIndex, values, lowest, `${where}: vmin`);
  const high = limitOf(settings.vmax, panelIndex, values, highest, `${where}: vmax`);
  if (low > high) {
    throw new OptionError({ what: "vmin is above vmax", where, got: `vmin ${low} and vmax ${high} for "${key}"` });
  }
  const map = colormap(settings.cmap, where);
  return {
    color: { kind: "continuous", values, low, high, map, naColor },
    order: settings.sortOrder ? continuousOrder(values) : undefined,
  };
}

function categoricalColor(
  adata: Plottable,
  key: string,
  source: Extract<ColorSource, { kind: "categories" }>,
  settings: EmbeddingSettings,
  naColor: string,
  where: string,
): CategoricalColor {
  const storeKey = `${key}_colors`;
  const assigned = assignCategoryColors(key, source.categories, settings.palette, adata.uns.get(storeKey), where);
  if (assigned.toStore !== undefined) adata.uns.set(storeKey, assigned.toStore);
  const kept = keepGroups(source, assigned.colors, settings.groups, where);
  if (settings.naInLegend && kept.categories.includes("NA") && hasMissing(kept.codes)) {
    throw new OptionError({
      what: `"${key}" has missing values and a category "NA": the legend cannot name both`,
      where,
      hint: "Pass naInLegend: false, or rename the category.",
    });
  }
  return { kind: "categorical", ...kept, naColor, naInLegend: settings.naInLegend };
}

/** The categories of `groups` only, in category order, with the colours they have among all. */
function keepGroups(
  source: Extract<ColorSource, { kind: "categories" }>,
  colors: readonly string[],
  groups: readonly string[] | undefined,
  where: string,
): Pick<CategoricalColor, "codes" | "categories" | "colors"> {
  const { codes, categories } = source;
  if (groups === undefined) return { codes, categories, colors };
  for (const group of groups) {
    if (categories.includes(group)) continue;
    const near = nearestNames(group, categories);
    const hint = `${near.length > 0 ? "Did you mean" : "Categories:"} ${(near.length > 0 ? near : categories).join(", ")}`;
    throw new ColumnError({ what: `groups: no category "${group}"`, where, hint });
  }
  const kept = categories.map((_, code) => code).filter((code) => groups.includes(categories[code]!));
  const renumber = Int32Array.from(categories, (_, code) => kept.indexOf(code));
  return {
    codes: Int32Array.from(codes, (code) => (code < 0 ? -1 : renumber[code]!)),
    categories: kept.map((code) => categories[code]!),
    colors: kept.map((code) => colors[code]!),
  };
}

/** The panel's limit from a list of one for all or one per panel. */
function limitOf(
  limits: readonly ColorLimit[],
  panelIndex: number,
  values: ArrayLike<number>,
  standard: number,
  where: string,
): number {
  const limit = limits.length === 1 ? limits[0]! : limits[panelIndex];
  if (limit === null) return standard;
  if (typeof limit === "number" && Number.isFinite(limit)) return limit;
  const percent = typeof limit === "string" && /^p\d+(\.\d+)?$/.test(limit) ? Number(limit.slice(1)) : Number.NaN;
  if (percent <= 100) return percentile(values, percent);
  throw new OptionError({
    what: "limit of the colour scale",
    where,
    expected: 'a number, null, or a percentile such as "p99", one for all panels or one for each',
    got: describeValue(limit),
  });
}

/** The markers' sizes in square points. */
export function markerSizes(size: EmbeddingSettings["size"], nObs: number, where: string): number | Float32Array {
  if (size === undefined) return 120_000 / Math.max(1, nObs);
  if (typeof size === "number") return size;
  if (size.length === nObs) return Float32Array.from(size);
  throw new ShapeError({ what: "sizes", where, expected: `one number, or ${nObs} (n_obs)`, got: String(size.length) });
}
