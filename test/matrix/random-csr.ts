import type { CsrMatrix } from "../../src/matrix/index.js";

export interface RandomCsrOptions {
  readonly nObs: number;
  readonly nVars: number;
  readonly seed: number;
  readonly density?: number;
  /** Adds fractions, so that values do not fit a byte. */
  readonly fractions?: boolean;
  /** Every how many rows one is empty. */
  readonly emptyEvery?: number;
}

/** A sequence of numbers in [0, 1) from a seed (Numerical Recipes' LCG). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Count-like values: genes differ in level, some are never expressed, some rows are empty. */
export function randomCsr(options: RandomCsrOptions): CsrMatrix {
  const { nObs, nVars, seed, density = 0.3, fractions = false, emptyEvery = 37 } = options;
  const random = seededRandom(seed);
  const level = Float64Array.from({ length: nVars }, () => (random() < 0.1 ? 0 : random() ** 3 * 2 * density));
  const indptr = new Int32Array(nObs + 1);
  const indices: number[] = [];
  const data: number[] = [];
  for (let row = 0; row < nObs; row++) {
    const depth = 0.5 + random();
    for (let column = 0; column < nVars && row % emptyEvery !== emptyEvery - 1; column++) {
      if (random() >= level[column]! * depth) continue;
      indices.push(column);
      data.push(
        1 + Math.floor(-Math.log(1 - random()) * 8 * level[column]!) + (fractions && random() < 0.2 ? 0.25 : 0),
      );
    }
    indptr[row + 1] = indices.length;
  }
  return { shape: [nObs, nVars], indptr, indices: Int32Array.from(indices), data: Float32Array.from(data) };
}

/** The matrix as rows of plain numbers. */
export function toDense({ shape: [nObs, nVars], indptr, indices, data }: CsrMatrix): number[][] {
  const rows = Array.from({ length: nObs }, () => new Array<number>(nVars).fill(0));
  for (let row = 0; row < nObs; row++) {
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) rows[row]![indices[i]!] = data[i]!;
  }
  return rows;
}
