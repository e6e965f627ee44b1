import { DenseMatrix, type LazyDense, LazyProjection } from "../matrix/index.js";
import { toComputed } from "./computed-matrix.js";

/** Puts a value under its key; a lazy projection is replaced by its result as soon as that is computed. */
export function storeDense(values: Map<string, LazyDense>, key: string, given: DenseMatrix | LazyDense): void {
  const value = given instanceof DenseMatrix ? toComputed(given) : given;
  values.set(key, value);
  if (value instanceof LazyProjection) {
    value.onComputed((result) => {
      if (values.get(key) === value) values.set(key, toComputed(result));
    });
  }
}
