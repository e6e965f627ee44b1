import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { packedOffset } from "./reference/gram.js";
import type { Kernels, KrylovSpace } from "./types.js";

export interface EigenPairs {
  /** Eigenvalues, descending. */
  readonly values: Float64Array;
  /** Eigenvectors of unit length, one after another: vector i is `vectors[i·k … (i+1)·k)`. */
  readonly vectors: Float64Array;
}

const RELATIVE_TOLERANCE = 1e-10;
const MAX_RESTARTS = 200;

/**
 * The `count` largest eigenpairs of a symmetric positive semi-definite matrix, given as its packed lower triangle
 * (`k·(k+1)/2` values, row after row). Thick-restart Lanczos (Wu & Simon 2000) with full re-orthogonalisation, from a
 * fixed start vector: the same matrix gives the same bits. Small problems are solved densely.
 */
export function topEigenpairs(kernels: Kernels, packed: Float64Array, k: number, count: number): EigenPairs {
  const basisSize = Math.max(2 * count + 20, 120);
  if (k <= Math.max(basisSize, 160)) return denseEigenpairs(packed, k, count);
  return lanczos(kernels.krylovSpace(packed, k, basisSize + 1), k, count, basisSize);
}

function denseEigenpairs(packed: Float64Array, k: number, count: number): EigenPairs {
  const full = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) full[i * k + j] = full[j * k + i] = packed[packedOffset(i) + j]!;
  }
  const solved = symmetricEigen(full, k);
  const vectors = new Float64Array(count * k);
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < k; i++) vectors[c * k + i] = solved.vector(i, c);
  }
  return { values: solved.values.slice(0, count), vectors };
}

interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  vector(row: number, index: number): number;
}

function symmetricEigen(full: Float64Array, size: number): SymmetricEigen {
  const solved = new EigenvalueDecomposition(Matrix.from1DArray(size, size, full as never), { assumeSymmetric: true });
  const order = Array.from(solved.realEigenvalues.keys());
  order.sort((a, b) => solved.realEigenvalues[b]! - solved.realEigenvalues[a]!);
  const vectors = solved.eigenvectorMatrix;
  return {
    values: Float64Array.from(order, (i) => solved.realEigenvalues[i]!),
    vector: (row, index) => vectors.get(row, order[index]!),
  };
}

function lanczos(space: KrylovSpace, k: number, count: number, size: number): EigenPairs {
  const random = xorshift();
  // The projected matrix: tridiagonal, after a restart with an arrow of the kept Ritz vectors.
  const projected = new Float64Array(size * size);
  const coefficients = new Float64Array(size + 1);
  const start = Float64Array.from({ length: k }, random);
  space.setWork(start);
  space.keepWork(0, 1 / space.norm());
  let kept = 0;
  for (let restart = 0; ; restart++) {
    let beta = 0;
    for (let j = kept; j < size; j++) {
      space.multiply(j);
      space.orthogonalize(j + 1, coefficients);
      for (let i = 0; i <= j; i++) projected[i * size + j] = projected[j * size + i] = coefficients[i]!;
      space.orthogonalize(j + 1, coefficients);
      beta = space.norm();
      const scale = Math.abs(projected[0]!) + Math.abs(projected[j * size + j]!);
      if (beta <= 1e-14 * scale) beta = continueElsewhere(space, k, j + 1, random, coefficients);
      else space.keepWork(j + 1, 1 / beta);
      if (j + 1 < size) projected[j * size + j + 1] = projected[(j + 1) * size + j] = beta;
    }
    const solved = symmetricEigen(projected, size);
    const residual = (i: number): number => beta * solved.vector(size - 1, i);
    let converged = 0;
    while (converged < count && Math.abs(residual(converged)) < RELATIVE_TOLERANCE * Math.abs(solved.values[0]!))
      converged++;
    const done = converged === count || restart === MAX_RESTARTS;
    const keep = done ? count : Math.min(size - 5, count + (converged >> 1) + 10);
    const weights = new Float64Array(size * keep);
    for (let j = 0; j < size; j++) for (let c = 0; c < keep; c++) weights[j * keep + c] = solved.vector(j, c);
    const last = space.basis(size);
    space.combine(size, keep, weights);
    if (done) return collect(space, solved.values, k, count);
    space.setBasis(keep, last);
    projected.fill(0);
    for (let i = 0; i < keep; i++) {
      projected[i * size + i] = solved.values[i]!;
      projected[i * size + keep] = projected[keep * size + i] = residual(i);
    }
    kept = keep;
  }
}

/** The basis spans an invariant subspace (rank below its size): goes on with a new direction, coupled by 0. */
function continueElsewhere(
  space: KrylovSpace,
  k: number,
  count: number,
  random: () => number,
  coefficients: Float64Array,
): number {
  space.setWork(Float64Array.from({ length: k }, random));
  space.orthogonalize(count, coefficients);
  space.orthogonalize(count, coefficients);
  space.keepWork(count, 1 / space.norm());
  return 0;
}

function collect(space: KrylovSpace, values: Float64Array, k: number, count: number): EigenPairs {
  const vectors = new Float64Array(count * k);
  for (let c = 0; c < count; c++) vectors.set(space.basis(c), c * k);
  return { values: values.slice(0, count), vectors };
}

/** Marsaglia's xorshift32 from a fixed seed, in [−0.5, 0.5). */
function xorshift(): () => number {
  let state = 0x2545_f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
}
