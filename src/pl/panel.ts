import type { Limits } from "./axis-limits.js";
import type { Colormap } from "./colormaps.js";

/** Colour by category. */
export interface CategoricalColor {
  readonly kind: "categorical";
  /** Category per point, −1 = none. */
  readonly codes: ArrayLike<number>;
  readonly categories: readonly string[];
  /** `#rrggbb` per category. */
  readonly colors: readonly string[];
  readonly naColor: string;
  /** Whether points without category get a legend entry "NA". */
  readonly naInLegend: boolean;
}

/** Colour by number. */
export interface ContinuousColor {
  readonly kind: "continuous";
  /** Value per point, NaN = none. */
  readonly values: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
  readonly map: Colormap;
  readonly naColor: string;
}

/** One colour for all points. */
export interface UniformColor {
  readonly kind: "uniform";
  readonly color: string;
}

export type PanelColor = CategoricalColor | ContinuousColor | UniformColor;

/** Where a panel's categories are named. */
export type LegendLoc = "right margin" | "on data" | "none";

/** One scatter plot as data: everything that the pictures of a panel are made from. */
export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly xLimits: Limits;
  readonly yLimits: Limits;
  readonly color: PanelColor;
  /** Point indices from bottom to top; absent = row order. */
  readonly order: Uint32Array | undefined;
  /** matplotlib's marker size in square points, one for all or one per point. */
  readonly size: number | Float32Array;
  readonly alpha: number;
  readonly legendLoc: LegendLoc;
  readonly legendFontSize: number;
  readonly frame: boolean;
}

/** The legend's entries in order: all categories, then "NA" if points lack one. */
export function legendEntries(color: PanelColor): { label: string; color: string }[] {
  if (color.kind !== "categorical") return [];
  const entries = color.categories.map((label, i) => ({ label, color: color.colors[i]! }));
  if (color.naInLegend && hasMissing(color.codes)) entries.push({ label: "NA", color: color.naColor });
  return entries;
}

export function hasMissing(codes: ArrayLike<number>): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i]! < 0) return true;
  return false;
}
