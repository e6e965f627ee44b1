import { type ComputeOptions, DenseMatrix, type LazyDense } from "../matrix/index.js";

/** A dense matrix that can be asked to compute, like a lazy one: it is its own result. So a cell may run twice. */
export class ComputedMatrix extends DenseMatrix implements LazyDense {
  get computed(): DenseMatrix {
    return this;
  }

  compute(_options?: ComputeOptions): Promise<DenseMatrix> {
    return Promise.resolve(this);
  }

  override takeRows(rows: Int32Array): ComputedMatrix {
    return toComputed(super.takeRows(rows));
  }
}

export function toComputed(matrix: DenseMatrix): ComputedMatrix {
  return matrix instanceof ComputedMatrix ? matrix : new ComputedMatrix(matrix.shape, matrix.data);
}
