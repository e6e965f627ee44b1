import { checkOption, rejectUnknown } from "../core/index.js";
import type { Palette } from "./category-colors.js";
import type { ColorLike } from "./colors.js";
import type { Components, Dimensions } from "./components.js";
import type { LegendLoc } from "./panel.js";

/** A limit of the colour scale: a value, or a percentile as text: `"p99"`. */
export type ColorLimit = number | string | null;

/** Options of `embedding`; names and defaults are those of Scanpy's `pl.embedding`, in camelCase. */
export interface EmbeddingOptions {
  /** An obs column, or a gene (a var name); a list gives a panel each, null a panel in grey. Default null. */
  readonly color?: string | null | readonly (string | null)[];
  /** Colours for categories, stored in `uns["<color>_colors"]`. Default: the stored ones, else Scanpy's. */
  readonly palette?: Palette;
  /** Colour map for numbers: `"viridis"` (default), magma, inferno, plasma, cividis, gray; `_r` reverses. */
  readonly cmap?: string;
  /** Ends of the colour scale. Default: the lowest and highest value. A list gives one to each panel. */
  readonly vmin?: ColorLimit | readonly ColorLimit[];
  readonly vmax?: ColorLimit | readonly ColorLimit[];
  /** Columns of the basis counted from 1: `"1,2"` (default), `["1,2", "2,3"]`, `"all"`. */
  readonly components?: Components;
  /** The same counted from 0: `[0, 1]` or `[[0, 1], [1, 2]]`. */
  readonly dimensions?: Dimensions | readonly Dimensions[];
  /** Only these categories are coloured; the others count as missing. */
  readonly groups?: string | readonly string[];
  /** The var column in which genes in `color` are looked up, such as `"feature_name"`. Default: the var names. */
  readonly geneSymbols?: string;
  /** Titles of the panels. Default: what they are coloured by. */
  readonly title?: string | readonly string[];
  /** `"right margin"` (default), `"on data"`, or `"none"` (also null). */
  readonly legendLoc?: LegendLoc | null;
  /** In points. Default 10. */
  readonly legendFontsize?: number;
  /** Marker size in matplotlib's square points, for all or per cell. Default 120000 / nObs. */
  readonly size?: number | ArrayLike<number>;
  /** Opacity of the points, 0 … 1. Default 1. */
  readonly alpha?: number;
  /** High values on top, missing ones at the bottom. Default true; false = row order. */
  readonly sortOrder?: boolean;
  /** Colour of cells without value. Default "lightgray". */
  readonly naColor?: ColorLike;
  /** Whether the legend names missing values ("NA"). Default true. */
  readonly naInLegend?: boolean;
  /** Whether the frame and the axis labels are drawn. Default true. */
  readonly frameon?: boolean;
  /** Panels in a row. Default 4. */
  readonly ncols?: number;
  /** Space between rows of panels, as a share of a panel's height. Default 0.25. */
  readonly hspace?: number;
  /** Space between panels of a row, as a share of a panel's width. Default 0.137, more where legends need it. */
  readonly wspace?: number;
  readonly signal?: AbortSignal;
}

/** The options with their defaults filled in, checked. */
export interface EmbeddingSettings {
  readonly colors: readonly (string | null)[];
  readonly palette: Palette | undefined;
  readonly cmap: string;
  readonly vmin: readonly ColorLimit[];
  readonly vmax: readonly ColorLimit[];
  readonly components: Components | undefined;
  readonly dimensions: Dimensions | readonly Dimensions[] | undefined;
  readonly groups: readonly string[] | undefined;
  readonly geneSymbols: string | undefined;
  readonly titles: readonly string[] | undefined;
  readonly legendLoc: LegendLoc;
  readonly legendFontSize: number;
  readonly size: number | ArrayLike<number> | undefined;
  readonly alpha: number;
  readonly sortOrder: boolean;
  readonly naColor: ColorLike;
  readonly naInLegend: boolean;
  readonly frame: boolean;
  readonly nColumns: number;
  readonly hspace: number;
  readonly wspace: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Names of all options, for error messages. */
export const EMBEDDING_OPTION_NAMES: readonly string[] = (
  "color palette cmap vmin vmax components dimensions groups geneSymbols title legendLoc legendFontsize size alpha " +
  "sortOrder naColor naInLegend frameon ncols hspace wspace signal"
).split(" ");

const LEGEND_LOCS: readonly unknown[] = ["right margin", "on data", "none", null];

/** Checks the options and fills in the defaults; `knownNames` are the options that the caller takes too. */
export function readOptions(
  options: EmbeddingOptions,
  where: string,
  knownNames: readonly string[] = EMBEDDING_OPTION_NAMES,
): EmbeddingSettings {
  const {
    color = null,
    palette,
    cmap = "viridis",
    vmin = null,
    vmax = null,
    components,
    dimensions,
    groups,
    geneSymbols,
    title,
    legendLoc = "right margin",
    legendFontsize = 10,
    size,
    alpha = 1,
    sortOrder = true,
    naColor = "lightgray",
    naInLegend = true,
    frameon = true,
    ncols = 4,
    hspace = 0.25,
    wspace,
    signal,
    ...rest
  } = options;
  rejectUnknown(rest, where, knownNames);
  const check = (ok: boolean, name: string, expected: string, got: unknown): void =>
    checkOption(ok, where, name, expected, got);
  const colors = listOf<string | null>(color);
  const named = colors.every((key) => key === null || typeof key === "string");
  check(named && colors.length > 0, "color", "a column or gene name, null, or a list of these", color);
  check(LEGEND_LOCS.includes(legendLoc), "legendLoc", '"right margin", "on data" or "none"', legendLoc);
  check(legendFontsize > 0 && legendFontsize < 1000, "legendFontsize", "a size in points above 0", legendFontsize);
  check(alpha >= 0 && alpha <= 1, "alpha", "a number from 0 to 1", alpha);
  check(Number.isInteger(ncols) && ncols > 0, "ncols", "a whole number above 0", ncols);
  check(hspace >= 0, "hspace", "a number from 0 on", hspace);
  check(wspace === undefined || wspace >= 0, "wspace", "a number from 0 on", wspace);
  check(size === undefined || typeof size !== "number" || size > 0, "size", "a number above 0", size);
  return {
    colors,
    palette,
    cmap,
    vmin: listOf(vmin),
    vmax: listOf(vmax),
    components,
    dimensions,
    groups: groups === undefined ? undefined : listOf(groups),
    geneSymbols,
    titles: title === undefined ? undefined : listOf(title),
    legendLoc: legendLoc ?? "none",
    legendFontSize: legendFontsize,
    size,
    alpha,
    sortOrder,
    naColor,
    naInLegend,
    frame: frameon,
    nColumns: ncols,
    hspace,
    wspace,
    signal,
  };
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
