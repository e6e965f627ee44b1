/** Which genes count as highly variable: within bounds (all strict), or the `nTopGenes` highest. */
export type Cutoff =
  | {
      readonly kind: "bounds";
      readonly minDisp: number;
      readonly maxDisp: number;
      readonly minMean: number;
      readonly maxMean: number;
    }
  | { readonly kind: "top"; readonly nTopGenes: number };

/** 1 for each chosen gene, by Scanpy's rules: with bounds a NaN dispersion counts as 0, in a ranking as the lowest. */
export function chooseGenes(means: Float64Array, dispersionsNorm: Float64Array, cutoff: Cutoff): Uint8Array {
  if (cutoff.kind === "bounds") {
    const { minDisp, maxDisp, minMean, maxMean } = cutoff;
    return Uint8Array.from(means, (mean, gene) => {
      const value = dispersionsNorm[gene]!;
      const dispersion = Number.isNaN(value) ? 0 : value;
      return Number(mean > minMean && mean < maxMean && dispersion > minDisp && dispersion < maxDisp);
    });
  }
  const ranked = dispersionsNorm.filter((value) => !Number.isNaN(value)).sort();
  let n = Math.min(cutoff.nTopGenes, means.length);
  if (n > ranked.length) {
    console.warn("`n_top_genes` > number of normalized dispersions, returning all genes with normalized dispersions.");
    n = ranked.length;
  }
  const lowest = ranked[ranked.length - n];
  return Uint8Array.from(dispersionsNorm, (value) => Number(lowest !== undefined && value >= lowest));
}
