import type { KrylovSpace } from "../types.js";
import { packedOffset } from "./gram.js";

export function krylovSpace(packed: Float64Array, k: number, capacity: number): KrylovSpace {
  const vectors = Array.from({ length: capacity }, () => new Float64Array(k));
  const work = new Float64Array(k);
  return {
    setBasis: (j, vector) => vectors[j]!.set(vector),
    basis: (j) => vectors[j]!.slice(),
    setWork: (vector) => work.set(vector),
    multiply(j) {
      const v = vectors[j]!;
      work.fill(0);
      for (let i = 0; i < k; i++) {
        const row = packedOffset(i);
        let dot = 0;
        for (let c = 0; c < i; c++) {
          dot += packed[row + c]! * v[c]!;
          work[c]! += packed[row + c]! * v[i]!;
        }
        work[i]! += dot + packed[row + i]! * v[i]!;
      }
    },
    orthogonalize(count, coefficients) {
      for (let i = 0; i < count; i++) {
        const v = vectors[i]!;
        let dot = 0;
        for (let t = 0; t < k; t++) dot += v[t]! * work[t]!;
        coefficients[i] = dot;
        for (let t = 0; t < k; t++) work[t]! -= dot * v[t]!;
      }
    },
    norm() {
      let sum = 0;
      for (const value of work) sum += value * value;
      return Math.sqrt(sum);
    },
    keepWork(j, factor) {
      const v = vectors[j]!;
      for (let t = 0; t < k; t++) v[t] = work[t]! * factor;
    },
    combine(count, keep, weights) {
      const old = new Float64Array(count);
      for (let t = 0; t < k; t++) {
        for (let j = 0; j < count; j++) old[j] = vectors[j]![t]!;
        for (let c = 0; c < keep; c++) {
          let sum = 0;
          for (let j = 0; j < count; j++) sum += weights[j * keep + c]! * old[j]!;
          vectors[c]![t] = sum;
        }
      }
    },
  };
}
