import { type Box, points } from "./geometry.js";
import type { Panel } from "./panel.js";

/** A category's name with the middle of its place. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly fontSize: number;
}

/** The names of the categories that have points, each at the median of its points' coordinates. */
export function medianLabels(panel: Panel, axes: Box): PlacedLabel[] {
  if (panel.color.kind !== "categorical") return [];
  const { codes, categories, naInLegend } = panel.color;
  const names = naInLegend ? [...categories, "NA"] : categories;
  const xs = groupValues(panel.x, codes, categories.length);
  const ys = groupValues(panel.y, codes, categories.length);
  return names.flatMap((text, group) => {
    if (xs[group]!.length === 0) return [];
    const shareX = (median(xs[group]!) - panel.xLimits[0]) / (panel.xLimits[1] - panel.xLimits[0]);
    const shareY = (panel.yLimits[1] - median(ys[group]!)) / (panel.yLimits[1] - panel.yLimits[0]);
    return [
      {
        text,
        x: axes.x + shareX * axes.width,
        y: axes.y + shareY * axes.height,
        fontSize: points(panel.legendFontSize),
      },
    ];
  });
}

/** The finite values of each category; those without category come last. */
function groupValues(values: ArrayLike<number>, codes: ArrayLike<number>, nCategories: number): Float64Array[] {
  const counts = new Uint32Array(nCategories + 1);
  const groupOf = (i: number): number => (codes[i]! < 0 ? nCategories : codes[i]!);
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) counts[groupOf(i)]!++;
  const groups = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Uint32Array(nCategories + 1);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    const group = groupOf(i);
    groups[group]![filled[group]!++] = values[i]!;
  }
  return groups;
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
