import { OptionError } from "../../core/index.js";
import type { ColumnMoments } from "../../matrix/index.js";
import { dispersionOf } from "./dispersion.js";
import { cut, type GeneStatistics, standardize, valuesByBin } from "./gene-statistics.js";

/** The normal distribution's third quartile: scales a median absolute deviation to a standard deviation. */
const NORMAL_QUARTILE = 0.674_489_750_196_081_7;

/**
 * Dispersions of the `cell_ranger` flavor (Zheng 2017, as Scanpy computes them): moments of the logged values; variance /
 * mean is compared with the median of genes between the same percentiles (10, 15, … 100) of the mean.
 */
export function cellRangerStatistics(moments: ColumnMoments): GeneStatistics {
  const { mean, dispersion } = dispersionOf(moments);
  const edges = percentileEdges(mean);
  const bins = cut(mean, edges);
  const groups = valuesByBin(dispersion, bins, edges.length - 1);
  const centre = Float64Array.from(groups, medianOf);
  const deviation = (values: number[], bin: number): number => medianOf(values.map((v) => Math.abs(v - centre[bin]!)));
  const spread = Float64Array.from(groups, (values, bin) => deviation(values, bin) / NORMAL_QUARTILE);
  return {
    means: mean,
    dispersions: dispersion,
    dispersionsNorm: standardize(dispersion, bins, centre, spread),
    bins,
    edges,
  };
}

function percentileEdges(means: Float64Array): Float64Array {
  const sorted = means.slice().sort();
  const edges = [Number.NEGATIVE_INFINITY];
  for (let percent = 10; percent <= 100; percent += 5) edges.push(quantile(sorted, percent / 100));
  edges.push(Number.POSITIVE_INFINITY);
  if (edges.some((edge, i) => i > 0 && edge === edges[i - 1])) {
    throw new OptionError({
      what: "Bin edges must be unique",
      where: 'pp.highlyVariableGenes, flavor "cell_ranger"',
      hint: "Too many genes are not expressed: subset adata to genes with counts first",
    });
  }
  return Float64Array.from(edges);
}

/** NumPy's linear interpolation between the two nearest values. */
function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  const t = place - below;
  return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
