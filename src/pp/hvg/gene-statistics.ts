/** What one batch (or all cells) says about the genes. All arrays have one value per gene, float64. */
export interface GeneStatistics {
  readonly means: Float64Array;
  readonly dispersions: Float64Array;
  readonly dispersionsNorm: Float64Array;
  /** Position of the gene's mean bin, and the bins' edges (right-closed). */
  readonly bins: Int32Array;
  readonly edges: Float64Array;
}

/** Normalised dispersion: how far a gene's dispersion lies above those of genes with a similar mean. */
export function standardize(
  dispersions: Float64Array,
  bins: Int32Array,
  centre: Float64Array,
  spread: Float64Array,
): Float64Array {
  return dispersions.map((dispersion, gene) => (dispersion - centre[bins[gene]!]!) / spread[bins[gene]!]!);
}

/** The bin of each value: right-closed intervals between ascending edges, as `pandas.cut`. */
export function cut(values: Float64Array, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => {
    let low = 0;
    let high = edges.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  });
}

/** The values of each bin that are not NaN. */
export function valuesByBin(values: Float64Array, bins: Int32Array, nBins: number): number[][] {
  const groups: number[][] = Array.from({ length: nBins }, () => []);
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) groups[bins[i]!]!.push(value);
  });
  return groups;
}
