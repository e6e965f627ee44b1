import type { ColumnMoments } from "../../matrix/index.js";

/** Means (0 replaced by 1e-12, as Scanpy does) and variance / mean; the variance has ddof 1. */
export function dispersionOf({ n, sum, sumOfSquares }: ColumnMoments): {
  readonly mean: Float64Array;
  readonly dispersion: Float64Array;
} {
  const correction = n > 1 ? n / (n - 1) : 1;
  const mean = sum.map((value) => value / n);
  const dispersion = mean.map((m, gene) => {
    const variance = (sumOfSquares[gene]! / n - m * m) * correction;
    return variance / (m === 0 ? 1e-12 : m);
  });
  return { mean: mean.map((m) => (m === 0 ? 1e-12 : m)), dispersion };
}
