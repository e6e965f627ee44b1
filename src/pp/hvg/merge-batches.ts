import { type Cutoff, chooseGenes } from "./cutoff.js";

/** A batch's view of all genes; those without counts in the batch are 0 everywhere and not chosen. */
export interface BatchGenes {
  readonly means: Float64Array;
  readonly dispersions: Float64Array;
  readonly dispersionsNorm: Float64Array;
  readonly chosen: Uint8Array;
}

export interface MergedGenes extends BatchGenes {
  /** In how many batches the gene is highly variable. */
  readonly nBatches: Int32Array;
  /** 1 if in all of them. */
  readonly intersection: Uint8Array;
}

/**
 * Merges batches as Scanpy does: statistics are averaged (NaN left out); genes are chosen by the number of batches that
 * chose them, then by mean normalised dispersion; or by the bounds on the averages.
 */
export function mergeBatches(batches: readonly BatchGenes[], cutoff: Cutoff): MergedGenes {
  const average = (key: "means" | "dispersions" | "dispersionsNorm"): Float64Array => {
    return batches[0]![key].map((_, gene) => {
      const values = batches.map((batch) => batch[key][gene]!).filter((value) => !Number.isNaN(value));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
  };
  const means = average("means");
  const dispersions = average("dispersions");
  const norm = average("dispersionsNorm");
  const nBatches = Int32Array.from(means, (_, gene) => batches.reduce((sum, batch) => sum + batch.chosen[gene]!, 0));
  const intersection = Uint8Array.from(nBatches, (n) => Number(n === batches.length));
  if (cutoff.kind === "bounds") {
    const dispersionsNorm = norm.map((value) => (Number.isNaN(value) ? 0 : value));
    const chosen = chooseGenes(means, dispersionsNorm, cutoff);
    return { means, dispersions, dispersionsNorm, chosen, nBatches, intersection };
  }
  const lowest = (gene: number): number => (Number.isNaN(norm[gene]!) ? Number.NEGATIVE_INFINITY : norm[gene]!);
  const order = Int32Array.from(means.keys());
  order.sort((a, b) => nBatches[b]! - nBatches[a]! || compare(lowest(b), lowest(a)) || a - b);
  const chosen = new Uint8Array(means.length);
  for (const gene of order.subarray(0, cutoff.nTopGenes)) chosen[gene] = 1;
  return { means, dispersions, dispersionsNorm: norm, chosen, nBatches, intersection };
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
