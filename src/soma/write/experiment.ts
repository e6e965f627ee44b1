import { join } from "node:path";
import type { CellColumn, WriteOptions } from "../../tiledb/write/index.js";
import { writeCollection } from "./collections.js";
import { type DataFrameSpec, writeDataFrame } from "./data-frame.js";
import { type CoordinateBatch, type SparseNDArraySpec, writeSparseNDArray } from "./sparse-nd-array.js";

/** A data frame and its cells. */
export interface DataFrameContent {
  readonly spec: DataFrameSpec;
  readonly cells: ReadonlyMap<string, CellColumn>;
}

/** A sparse array and its cells in global order. */
export interface SparseNDArrayContent {
  readonly spec: SparseNDArraySpec;
  readonly cells: Iterable<CoordinateBatch> | AsyncIterable<CoordinateBatch>;
}

export interface MeasurementContent {
  readonly var: DataFrameContent;
  /** Layer name → values. */
  readonly X: Readonly<Record<string, SparseNDArrayContent>>;
  /** Further arrays that lie directly in the measurement, by name. */
  readonly arrays?: Readonly<Record<string, SparseNDArrayContent>>;
}

export interface ExperimentContent {
  readonly obs: DataFrameContent;
  /** Measurement name → content. */
  readonly ms: Readonly<Record<string, MeasurementContent>>;
}

/** Writes a whole SOMA Experiment: `obs`, and per measurement `var`, `X` and further arrays. */
export async function writeExperiment(
  uri: string,
  content: ExperimentContent,
  options: WriteOptions = {},
): Promise<void> {
  await writeDataFrame(join(uri, "obs"), content.obs.spec, content.obs.cells, options);
  for (const [name, measurement] of Object.entries(content.ms)) {
    await writeMeasurement(join(uri, "ms", name), measurement, options);
  }
  await writeExperimentGroups(
    uri,
    Object.entries(content.ms).map(([name, { X, arrays = {} }]) => {
      return { name, layers: Object.keys(X), arrays: Object.keys(arrays) };
    }),
    options,
  );
}

async function writeMeasurement(uri: string, content: MeasurementContent, options: WriteOptions): Promise<void> {
  await writeDataFrame(join(uri, "var"), content.var.spec, content.var.cells, options);
  for (const [layer, { spec, cells }] of Object.entries(content.X)) {
    await writeSparseNDArray(join(uri, "X", layer), spec, cells, options);
  }
  for (const [name, { spec, cells }] of Object.entries(content.arrays ?? {})) {
    await writeSparseNDArray(join(uri, name), spec, cells, options);
  }
}

/** What the groups of an experiment list. */
export interface MeasurementMembers {
  readonly name: string;
  readonly layers: readonly string[];
  readonly arrays: readonly string[];
}

/** Writes the groups around the arrays of an experiment, innermost first, so that the root comes last. */
export async function writeExperimentGroups(
  uri: string,
  measurements: readonly MeasurementMembers[],
  options: WriteOptions = {},
): Promise<void> {
  const ms = join(uri, "ms");
  for (const { name, layers, arrays } of measurements) {
    await writeCollection(join(ms, name, "X"), "SOMACollection", { arrays: layers }, {}, options);
    const members = { arrays: ["var", ...arrays], collections: ["X"] };
    await writeCollection(join(ms, name), "SOMAMeasurement", members, {}, options);
  }
  await writeCollection(ms, "SOMACollection", { collections: measurements.map(({ name }) => name) }, {}, options);
  await writeCollection(uri, "SOMAExperiment", { arrays: ["obs"], collections: ["ms"] }, {}, options);
}
