import type { ColumnMoments } from "../../matrix/index.js";
import { dispersionOf } from "./dispersion.js";
import { cut, type GeneStatistics, standardize, valuesByBin } from "./gene-statistics.js";

/**
 * Dispersions of the `seurat` flavor (Satija 2015, as Scanpy computes them): moments of the normalised counts (expm1 of
 * the logged values); ln(variance / mean) is compared with the genes of the same bin of ln(1 + mean), `nBins` of equal width.
 */
export function seuratStatistics(moments: ColumnMoments, nBins: number): GeneStatistics {
  const { mean, dispersion } = dispersionOf(moments);
  const dispersions = dispersion.map((value) => (value === 0 ? Number.NaN : Math.log(value)));
  const means = mean.map(Math.log1p);
  const edges = equalWidthEdges(means, nBins);
  const bins = cut(means, edges);
  const centre = new Float64Array(nBins);
  const spread = new Float64Array(nBins);
  valuesByBin(dispersions, bins, nBins).forEach((values, bin) => {
    // As differences from the first value, so that equal values have no spread at all, as in pandas: 0 / 0, no gene chosen.
    const first = values[0] ?? 0;
    const average = first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
    // A bin with one gene: its normalised dispersion becomes 1.
    const single = values.length < 2;
    centre[bin] = single ? 0 : average;
    spread[bin] = single ? average : Math.sqrt(squares / (values.length - 1));
  });
  return { means, dispersions, dispersionsNorm: standardize(dispersions, bins, centre, spread), bins, edges };
}

/** `pandas.cut` with a number of bins: equal widths from minimum to maximum, the first edge 0.1 % of the range lower. */
export function equalWidthEdges(values: Float64Array, nBins: number): Float64Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) {
    low -= low === 0 ? 0.001 : 0.001 * Math.abs(low);
    high += high === 0 ? 0.001 : 0.001 * Math.abs(high);
  }
  const step = (high - low) / nBins;
  const edges = Float64Array.from({ length: nBins + 1 }, (_, i) => (i === nBins ? high : low + i * step));
  edges[0]! -= 0.001 * (high - low);
  return edges;
}
