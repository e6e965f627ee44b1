export { type CsrMatrix, csrSource, openCsrReader } from "./csr-source.js";
export { DenseMatrix } from "./dense.js";
export { type ComputeOptions, type LazyDense, LazyProjection } from "./lazy-dense.js";
export { LazyMatrix, type LazyMatrixOptions } from "./lazy-matrix.js";
export type { PassOptions } from "./matrix-view.js";
export type { ColumnsOp, Expm1Op, Log1pOp, MatrixOp, NormalizeTotalOp } from "./op-chain.js";
export { createMatrixOps } from "./ops.js";
export type { ColumnMoments, MomentsOptions } from "./passes/column-moments.js";
export { MAX_COLUMNS, type PrincipalComponents } from "./passes/principal-components.js";
export type {
  CsrBlock,
  MatrixSource,
  OpenStripeReader,
  RowRange,
  SourceSpec,
  StripeCells,
  StripeReader,
  StripeReaderTable,
  StripeTiles,
} from "./types.js";
