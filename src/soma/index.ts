export type { AxisQuery, AxisReadOptions } from "./axis.js";
export {
  type AxisQueryOptions,
  type AxisTableOptions,
  ExperimentAxisQuery,
  type ToAnnDataOptions,
} from "./axis-query.js";
export { type CensusUriOptions, censusUri } from "./census-uri.js";
export { Collection } from "./collection.js";
export type { ResolvedContext, SomaContext, SomaOpenOptions } from "./context.js";
export type { Coord, Coords } from "./coords.js";
export { DataFrame, type DataFrameReadOptions } from "./data-frame.js";
export { DenseNDArray, type DenseValues } from "./dense-nd-array.js";
export { describeUri } from "./describe.js";
export { Experiment } from "./experiment.js";
export { Measurement } from "./measurement.js";
export { open } from "./open.js";
export { QueryMatrix } from "./query-matrix.js";
export { SomaObject, type SomaType } from "./soma-object.js";
export { somaStripeReader } from "./soma-stripe-reader.js";
export { type NDArrayReadOptions, SparseNDArray } from "./sparse-nd-array.js";
