import { AnnData } from "../anndata/index.js";
import {
  FormatError,
  type MimeBundle,
  registerDisplay,
  rejectUnknown,
  UnsupportedFeatureError,
} from "../core/index.js";
import type { Executor } from "../exec/index.js";
import type { Table } from "../frame/index.js";
import { LazyMatrix, type MatrixSource } from "../matrix/index.js";
import { type AxisQuery, type AxisReadOptions, QueryAxis } from "./axis.js";
import { axisIndex } from "./axis-index.js";
import type { Collection } from "./collection.js";
import type { DataFrame } from "./data-frame.js";
import type { Measurement } from "./measurement.js";
import { inlineExecutor, QueryMatrix } from "./query-matrix.js";
import { knownRowTotals } from "./row-totals.js";
import type { SomaObject } from "./soma-object.js";
import { somaSource } from "./soma-source.js";
import { SparseNDArray } from "./sparse-nd-array.js";

export interface AxisQueryOptions {
  readonly obsQuery?: AxisQuery | undefined;
  readonly varQuery?: AxisQuery | undefined;
}

export interface AxisTableOptions extends AxisReadOptions {
  /** Columns to load, in this order; default all. */
  readonly columnNames?: readonly string[] | undefined;
}

export interface ToAnnDataOptions extends AxisReadOptions {
  /** Rows of X that one task works on at most; rounded to whole stripes. */
  readonly chunkSize?: number | undefined;
  /** Runs the passes over X, e.g. a `LocalCluster`; default: this thread. */
  readonly executor?: Executor | undefined;
  /** Columns of obs to load; default all. */
  readonly obsColumns?: readonly string[] | undefined;
  readonly varColumns?: readonly string[] | undefined;
  /** Drop the categories that no row of the query has. Default false, as tiledbsoma. */
  readonly dropLevels?: boolean | undefined;
  /** Bytes of decoded values kept between passes; default: what the executor allows. */
  readonly cacheBytes?: number | undefined;
}

/** What the query needs of an experiment; `Experiment` is one. */
interface QueriedExperiment {
  readonly uri: string;
  readonly obs: Promise<DataFrame>;
  readonly ms: Promise<Collection<Measurement>>;
}

const TO_ANNDATA = ["chunkSize", "executor", "obsColumns", "varColumns", "dropLevels", "cacheBytes", "signal"] as const;

/** Cells by genes of one measurement, selected by coordinates and value filters. Read when asked, and then kept. */
export class ExperimentAxisQuery {
  readonly #experiment: QueriedExperiment;
  readonly measurementName: string;
  static {
    registerDisplay(ExperimentAxisQuery.prototype);
  }

  readonly #obs: QueryAxis;
  readonly #var: QueryAxis;

  constructor(experiment: QueriedExperiment, measurementName: string, options: AxisQueryOptions) {
    this.#experiment = experiment;
    this.measurementName = measurementName;
    this.#obs = new QueryAxis(() => experiment.obs, options.obsQuery, "axisQuery: obsQuery");
    this.#var = new QueryAxis(async () => (await this.#measurement()).var, options.varQuery, "axisQuery: varQuery");
  }

  /** How many cells match. Only the columns that the filter names are fetched. */
  nObs(options: AxisReadOptions = {}): Promise<number> {
    return this.#obs.count(options);
  }

  nVars(options: AxisReadOptions = {}): Promise<number> {
    return this.#var.count(options);
  }

  /** Join ids of the cells, ascending. */
  obsJoinids(options: AxisReadOptions = {}): Promise<Float64Array> {
    return this.#obs.joinids(options);
  }

  varJoinids(options: AxisReadOptions = {}): Promise<Float64Array> {
    return this.#var.joinids(options);
  }

  /** The cells' table, rows in ascending order of `soma_joinid`. */
  obs(options: AxisTableOptions = {}): Promise<Table> {
    return readTable(this.#obs, options, "obs");
  }

  var(options: AxisTableOptions = {}): Promise<Table> {
    return readTable(this.#var, options, "var");
  }

  /** A layer of X. */
  X(layer: string): QueryMatrix {
    return new QueryMatrix(
      () => this.#layer(layer),
      () => this.#source(layer, {}),
    );
  }

  /**
   * The query as AnnData: `obs` and `var` are read now, X is only described and read by what computes on it.
   * Categories of enumerated columns all stay unless `dropLevels`. Values of X come as float32, whatever is stored.
   */
  async toAnnData(layer: string, options: ToAnnDataOptions = {}): Promise<AnnData> {
    const { chunkSize, executor, obsColumns, varColumns, dropLevels = false, cacheBytes, signal, ...rest } = options;
    rejectUnknown(rest, "toAnnData", TO_ANNDATA);
    const [obs, vars] = await Promise.all([
      this.#obs.table(obsColumns, { signal }),
      this.#var.table(varColumns, { signal }),
      this.#layer(layer),
    ]);
    const rowTotals = layer === "raw" && this.#var.takesAll ? knownRowTotals(obs) : undefined;
    const source = await this.#source(layer, { signal }, rowTotals);
    const X = LazyMatrix.fromSource(source, {
      executor: executor ?? inlineExecutor(),
      ...(chunkSize === undefined ? {} : { chunkSize }),
      ...(cacheBytes === undefined ? {} : { cacheBytes }),
    });
    const [obsFrame, varFrame] = await Promise.all([this.#obs.dataFrame(), this.#var.dataFrame()]);
    const [obsTable, varTable] = await Promise.all([
      axisIndex(dropLevels ? withoutUnused(obs) : obs, obsFrame, "obs_id"),
      axisIndex(dropLevels ? withoutUnused(vars) : vars, varFrame, "var_id"),
    ]);
    return new AnnData({ X, obs: obsTable, var: varTable });
  }

  toString(): string {
    return `<ExperimentAxisQuery of '${this.#experiment.uri}', measurement '${this.measurementName}'>`;
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  async #measurement(): Promise<Measurement> {
    return (await this.#experiment.ms).get(this.measurementName);
  }

  async #layer(layer: string): Promise<SparseNDArray> {
    const array: SomaObject = await (await (await this.#measurement()).X).get(layer);
    if (array instanceof SparseNDArray) return array;
    throw new UnsupportedFeatureError({
      what: `a lazy X from ${array.somaType}`,
      where: array.uri,
      expected: "SOMASparseNDArray",
      hint: "Read the layer with its own read().",
    });
  }

  async #source(layer: string, options: AxisReadOptions, rowTotals?: Float64Array): Promise<MatrixSource> {
    const [array, obsJoinids, varJoinids] = await Promise.all([
      this.#layer(layer),
      this.#obs.joinids(options),
      this.#var.joinids(options),
    ]);
    const [rows, cols] = array.schema.dimensions;
    if (rows === undefined || cols === undefined || rows.isVar || cols.isVar) {
      throw new FormatError({ what: "X layer", where: array.uri, expected: "two integer dimensions" });
    }
    const rowTileExtent = Number(rows.tileExtent ?? 2048);
    return somaSource({
      uri: array.uri,
      context: array.context,
      obsJoinids,
      varJoinids,
      rowTileExtent,
      storedCols: await storedColumns(array),
      ...(rowTotals === undefined ? {} : { rowTotals }),
    });
  }
}

/** How many columns the cells of a layer can have: its shape, or what is used of a domain that says nothing. */
async function storedColumns({ array, shape }: SparseNDArray): Promise<number> {
  if (shape[1]! < 2 ** 31) return shape[1]!;
  const used = (await array.nonEmptyDomain())?.[1];
  return used === undefined ? 0 : Number(used[1]) + 1;
}

function readTable(axis: QueryAxis, options: AxisTableOptions, where: string): Promise<Table> {
  const { columnNames, signal, ...rest } = options;
  rejectUnknown(rest, where, ["columnNames", "signal"]);
  return axis.table(columnNames, { signal });
}

function withoutUnused(table: Table): Table {
  let cut = table;
  for (const column of table.columns) {
    if (column.kind === "categorical") cut = cut.withColumn(column.name, column.removeUnusedCategories());
  }
  return cut;
}
