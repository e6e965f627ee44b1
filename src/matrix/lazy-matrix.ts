import { checkOption, escapeHtml, formatByteSize, type MimeBundle, registerDisplay } from "../core/index.js";
import { availableMemoryBytes, type Executor, InlineExecutor } from "../exec/index.js";
import { type CsrMatrix, csrSource, openCsrReader } from "./csr-source.js";
import type { MatrixView, PassOptions, SourceState } from "./matrix-view.js";
import { describeOps, type MatrixOp, type NormalizeTotalOp } from "./op-chain.js";
import { createMatrixOps } from "./ops.js";
import { type ColumnMoments, columnMoments, type MomentsOptions } from "./passes/column-moments.js";
import { type PrincipalComponents, principalComponents } from "./passes/principal-components.js";
import { normalizationTotals, registerNormalization, rowTotals } from "./passes/resolve-ops.js";
import { RAW, retryWithoutAssumedTotals } from "./passes/run-chunks.js";
import { readColumn } from "./passes/select-columns.js";
import { toCsr } from "./passes/to-csr.js";
import { planChunks } from "./plan-chunks.js";
import { StripeCache } from "./stripe-cache.js";
import type { MatrixSource, RowRange } from "./types.js";

export interface LazyMatrixOptions {
  /** Runs the passes; default: inline, in this thread (for sources that it can open). */
  readonly executor: Executor;
  /** Most rows that one task works on; rounded to whole stripes. */
  readonly chunkSize?: number;
  /** Bytes of decoded values kept between passes; default: the executor's, else a quarter of the available memory. */
  readonly cacheBytes?: number;
}

/**
 * An `nObs × nVars` matrix that has not been read: a source, a choice of rows, and a chain of operators. Nothing moves
 * until a method that returns a promise is awaited; what a pass decodes is cached for the next one.
 */
export class LazyMatrix implements MatrixView {
  readonly shape: readonly [nObs: number, nVars: number];
  readonly ops: readonly MatrixOp[];
  /** Source row of each row; undefined: all, in order. */
  readonly rows: Int32Array | undefined;
  /** Shared by all matrices of the source. */
  readonly state: SourceState;

  private constructor(
    state: SourceState,
    shape: readonly [number, number],
    rows: Int32Array | undefined,
    ops: readonly MatrixOp[],
  ) {
    this.state = state;
    this.shape = shape;
    this.rows = rows;
    this.ops = ops;
  }

  /** The matrix of a source, whole and without operators. */
  static fromSource(source: MatrixSource, options: LazyMatrixOptions): LazyMatrix {
    const { executor, chunkSize, cacheBytes = executor.cacheBytes ?? Math.floor(availableMemoryBytes() / 4) } = options;
    checkOption(cacheBytes >= 0, "LazyMatrix", "cacheBytes", "a number of bytes from 0", cacheBytes);
    const state: SourceState = {
      source,
      executor,
      chunks: planChunks(source.stripes, chunkSize),
      cache: new StripeCache(cacheBytes),
      assumedTotals: source.rowTotals,
      columnWeight: undefined,
    };
    return new LazyMatrix(state, source.shape, undefined, []);
  }

  /** A matrix over arrays in memory (columns ascending within rows); they are copied to shared memory. */
  static fromCsr(
    csr: CsrMatrix,
    options: Partial<LazyMatrixOptions> & { readonly stripeRows?: number } = {},
  ): LazyMatrix {
    const executor = options.executor ?? new InlineExecutor(createMatrixOps({ csr: openCsrReader }));
    return LazyMatrix.fromSource(csrSource(csr, options.stripeRows), { ...options, executor });
  }

  /** The dtype of the values: operators compute in float32. */
  get dtype(): MatrixSource["dtype"] {
    return this.ops.some((op) => op.kind !== "columns") ? "float32" : this.state.source.dtype;
  }

  get source(): MatrixSource {
    return this.state.source;
  }

  get stripes(): readonly RowRange[] {
    return this.state.source.stripes;
  }

  get executor(): Executor {
    return this.state.executor;
  }

  get cache(): StripeCache {
    return this.state.cache;
  }

  /** This matrix with one more operator. */
  withOp(op: MatrixOp): LazyMatrix {
    // A fresh object: the operator's target belongs to this matrix.
    const added = { ...op };
    if (added.kind === "normalizeTotal") registerNormalization(added, this);
    const nVars = added.kind === "columns" ? added.indices.length : this.shape[1];
    return new LazyMatrix(this.state, [this.shape[0], nVars], this.rows, [...this.ops, added]);
  }

  /** The given rows and columns (positions, in the given order); undefined: all. */
  subset(rows?: Int32Array, columns?: Int32Array): LazyMatrix {
    const [nObs, nVars] = this.shape;
    checkPositions("rows", rows, nObs);
    checkPositions("columns", columns, nVars);
    const parent = this.rows;
    const chosen = rows === undefined ? parent : parent === undefined ? rows : rows.map((row) => parent[row]!);
    const taken = new LazyMatrix(this.state, [rows?.length ?? nObs, nVars], chosen, this.ops);
    return columns === undefined ? taken : taken.withOp({ kind: "columns", indices: columns });
  }

  /** All values after the operators, in memory. Reads the rows. */
  toCsr(options: PassOptions = {}): Promise<CsrMatrix> {
    return retryWithoutAssumedTotals(() => toCsr(this, options));
  }

  /** Column `j` after the operators: `nObs` values. Reads the rows, or takes them from the cache. */
  async column(j: number, options: PassOptions = {}): Promise<Float32Array> {
    checkOption(
      Number.isInteger(j) && j >= 0 && j < this.shape[1],
      "LazyMatrix.column",
      "j",
      `from 0 to ${this.shape[1] - 1}`,
      j,
    );
    return await retryWithoutAssumedTotals(() => readColumn(this, j, options));
  }

  /** Sum of each row after the operators, float64. */
  rowTotals(options: PassOptions = {}): Promise<Float64Array> {
    return retryWithoutAssumedTotals(() => rowTotals(this, options));
  }

  /** The totals that the last operator, a `normalizeTotal`, divides the rows by (before division by the target). */
  async normalizationTotals(options: PassOptions = {}): Promise<Float64Array> {
    const last = this.ops.at(-1);
    checkOption(
      last?.kind === "normalizeTotal",
      "LazyMatrix.normalizationTotals",
      "ops",
      "to end with normalizeTotal",
      describeOps(this.ops),
    );
    const input = new LazyMatrix(this.state, this.shape, this.rows, this.ops.slice(0, -1));
    return await retryWithoutAssumedTotals(() => normalizationTotals(input, last as NormalizeTotalOp, options));
  }

  /** Sum and sum of squares of each column after the operators (and `expm1` on top of them). */
  columnMoments(options: MomentsOptions = {}): Promise<ColumnMoments> {
    return retryWithoutAssumedTotals(() => columnMoments(this, options));
  }

  /** Exact principal components of the given columns (ascending). */
  principalComponents(columns: Int32Array, nComps: number, options: PassOptions = {}): Promise<PrincipalComponents> {
    return principalComponents(this, columns, nComps, options);
  }

  toString(): string {
    return this.#facts()
      .map(([key, value]) => (key === "" ? value : `    ${key}: ${value}`))
      .join("\n");
  }

  toMimeBundle(): MimeBundle {
    const [title, ...rows] = this.#facts();
    const cell = (text: string): string => `<td style="text-align:left">${escapeHtml(text)}</td>`;
    const body = rows.map(([key, value]) => `<tr><th style="text-align:left">${key}</th>${cell(value)}</tr>`);
    const html = `<div><h3>${escapeHtml(title![1])}</h3><table>${body.join("")}</table></div>`;
    return { "text/plain": this.toString(), "text/html": html };
  }

  #facts(): readonly (readonly [string, string])[] {
    const { source, chunks, cache } = this.state;
    const rowsPerChunk = Math.max(0, ...chunks.map((chunk) => chunk.end - chunk.start));
    return [
      ["", `LazyMatrix ${this.shape[0]} × ${this.shape[1]}, ${this.dtype}`],
      ["stripes", `${source.stripes.length} in ${chunks.length} chunks of up to ${rowsPerChunk} rows`],
      ["ops", describeOps(this.ops)],
      ["source", source.spec.kind],
      [
        "cache",
        `${cache.count(RAW)} of ${chunks.length} chunks, ${formatByteSize(cache.usedBytes)} of ${formatByteSize(cache.budgetBytes)}`,
      ],
    ];
  }

  static {
    registerDisplay(LazyMatrix.prototype);
  }
}

function checkPositions(name: string, positions: Int32Array | undefined, length: number): void {
  const wrong = positions?.find((position) => position < 0 || position >= length);
  checkOption(wrong === undefined, "LazyMatrix.subset", name, `positions from 0 to ${length - 1}`, wrong);
}
