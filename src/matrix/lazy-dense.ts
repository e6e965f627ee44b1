import { type MimeBundle, registerDisplay } from "../core/index.js";
import type { DenseMatrix } from "./dense.js";

export interface ComputeOptions {
  readonly signal?: AbortSignal;
}

/** A dense result that has not been computed yet, such as `obsm["X_pca"]`. */
export interface LazyDense {
  readonly shape: readonly [nRows: number, nCols: number];
  readonly dtype: "float32" | "float64";
  /** The values; computed once, then kept. */
  compute(options?: ComputeOptions): Promise<DenseMatrix>;
  /** The values if they have been computed. */
  readonly computed: DenseMatrix | undefined;
  /** The given rows, still lazy: computing them computes the whole. */
  takeRows(indices: Int32Array): LazyDense;
}

/** A projection of a lazy matrix onto components. `onComputed` hears of the result once (obsm stores it). */
export class LazyProjection implements LazyDense {
  readonly shape: readonly [nRows: number, nCols: number];
  readonly dtype: "float32" | "float64" = "float32";
  readonly #run: (options: ComputeOptions) => Promise<DenseMatrix>;
  readonly #listeners: ((result: DenseMatrix) => void)[] = [];
  #computed: DenseMatrix | undefined;

  constructor(shape: readonly [nRows: number, nCols: number], run: (options: ComputeOptions) => Promise<DenseMatrix>) {
    this.shape = shape;
    this.#run = run;
  }

  get computed(): DenseMatrix | undefined {
    return this.#computed;
  }

  /** Calls `listener` with the result, at once if it is there already. */
  onComputed(listener: (result: DenseMatrix) => void): void {
    if (this.#computed !== undefined) listener(this.#computed);
    else this.#listeners.push(listener);
  }

  async compute(options: ComputeOptions = {}): Promise<DenseMatrix> {
    if (this.#computed === undefined) {
      const result = await this.#run(options);
      if (this.#computed === undefined) {
        this.#computed = result;
        for (const listener of this.#listeners.splice(0)) listener(result);
      }
    }
    return this.#computed;
  }

  takeRows(indices: Int32Array): LazyDense {
    return new LazyProjection([indices.length, this.shape[1]], async (options) =>
      (await this.compute(options)).takeRows(indices),
    );
  }

  toString(): string {
    const state = this.#computed === undefined ? "not computed yet" : "computed";
    return `LazyProjection ${this.shape[0]} × ${this.shape[1]} ${this.dtype}, ${state}`;
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  static {
    registerDisplay(LazyProjection.prototype);
  }
}
