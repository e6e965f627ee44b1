import type { CellList, TileList } from "../kernels/index.js";

/** Row-compressed values of consecutive matrix rows; columns ascend within a row. */
export interface CsrBlock {
  readonly nRows: number;
  readonly nCols: number;
  /** `indptr.length === nRows + 1`; row r holds the entries `indptr[r] … indptr[r + 1] − 1`. */
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float32Array;
}

/** Half-open range of matrix rows (query order). */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** How any worker opens a matrix source again: structured-clone-safe data; big id lists as SharedArrayBuffers. */
export interface SourceSpec {
  /** Names the entry in the table of stripe-reader openers that the root (`src/ops.ts`) hands in, e.g. `"soma"`. */
  readonly kind: string;
  /** Unique per opened source: workers keep one open reader per id. */
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A matrix that has not been read: what the main thread knows about it. */
export interface MatrixSource {
  readonly spec: SourceSpec;
  readonly shape: readonly [nObs: number, nVars: number];
  readonly dtype: "float32" | "float64" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "int8" | "int16";
  /** Rows of each stripe, ascending, gapless, covering `[0, nObs)`. A stripe is what the store keeps together. */
  readonly stripes: readonly RowRange[];
  /** Row sums known without reading X (`obs.raw_sum` when var is unfiltered), else undefined. Shape `nObs`. */
  readonly rowTotals?: Float64Array;
}

/** A stripe as the store keeps it; the worker sorts it into rows itself, faster than a reader could. */
export interface StripeCells extends CellList {
  /** The stripe as CSR: for cells whose columns do not ascend within each row. */
  toCsr(): CsrBlock;
}

/** A stripe's tiles, not decoded yet: the worker unpacks them straight into rows. */
export interface StripeTiles extends TileList {
  /** The stripe decoded to cells: for tiles that kernels do not cover. Says what is wrong with damaged ones. */
  toCells(): StripeCells;
}

/** An opened source inside a worker. */
export interface StripeReader {
  /** Stripe `index` decoded to CSR over the query's rows and columns. */
  readStripe(index: number, options?: { readonly signal?: AbortSignal }): Promise<CsrBlock>;
  /** Stripe `index` as cells in storage order, where the source has them so. */
  readCells?(index: number, options?: { readonly signal?: AbortSignal }): Promise<StripeCells>;
  /** Stripe `index` as tiles, where the source has them so and all columns are wanted. */
  readTiles?(index: number, options?: { readonly signal?: AbortSignal }): Promise<StripeTiles>;
  close(): Promise<void>;
}

export type OpenStripeReader = (spec: SourceSpec) => Promise<StripeReader>;

/** Stripe-reader openers by `SourceSpec.kind`. */
export type StripeReaderTable = Readonly<Record<string, OpenStripeReader>>;
