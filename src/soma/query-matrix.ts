import { InlineExecutor } from "../exec/index.js";
import { type CsrMatrix, createMatrixOps, LazyMatrix, type MatrixSource } from "../matrix/index.js";
import { somaStripeReader } from "./soma-stripe-reader.js";
import type { SparseNDArray } from "./sparse-nd-array.js";

/** One layer of X within a query. Nothing is read until a method is awaited. */
export class QueryMatrix {
  readonly #array: () => Promise<SparseNDArray>;
  readonly #source: () => Promise<MatrixSource>;

  constructor(array: () => Promise<SparseNDArray>, source: () => Promise<MatrixSource>) {
    this.#array = array;
    this.#source = source;
  }

  /** Stored cells of the whole layer (not only of the query), as tiledbsoma's `nnz` counts them. */
  async nnz(options: { readonly signal?: AbortSignal } = {}): Promise<number> {
    return (await this.#array()).nnz(options);
  }

  /** `[nObs, nVars]` of the query. */
  async shape(): Promise<readonly [nObs: number, nVars: number]> {
    return (await this.#source()).shape;
  }

  /** The query's cells and genes in memory; rows and columns in ascending order of their join ids. */
  async toCsr(options: { readonly signal?: AbortSignal } = {}): Promise<CsrMatrix> {
    const executor = inlineExecutor();
    return await LazyMatrix.fromSource(await this.#source(), { executor, cacheBytes: 0 }).toCsr(options);
  }
}

/** Reads SOMA stripes in this thread. */
export function inlineExecutor(): InlineExecutor {
  return new InlineExecutor(createMatrixOps({ soma: somaStripeReader }));
}
