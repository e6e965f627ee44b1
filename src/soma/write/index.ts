export { type CollectionMembers, writeCollection } from "./collections.js";
export { booleanCells, categoricalCells, stringCells } from "./columns.js";
export { createDataFrame, type DataFrameColumn, type DataFrameSpec, writeDataFrame } from "./data-frame.js";
export {
  type DataFrameContent,
  type ExperimentContent,
  type MeasurementContent,
  type SparseNDArrayContent,
  writeExperiment,
  writeExperimentGroups,
} from "./experiment.js";
export {
  type CoordinateBatch,
  createSparseNDArray,
  type SparseNDArraySpec,
  type SparseNDArrayWriter,
  writeSparseNDArray,
} from "./sparse-nd-array.js";
