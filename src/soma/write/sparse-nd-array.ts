import { ShapeError } from "../../core/index.js";
import type { Datatype, FilterPipeline, TypedArray } from "../../tiledb/index.js";
import {
  attribute,
  byteshuffle,
  createSparseArray,
  dimension,
  pipeline,
  type SparseArrayWriter,
  sparseArraySpec,
  type WritableMetadata,
  type WriteOptions,
  zstd,
} from "../../tiledb/write/index.js";
import { axisDomain } from "./domains.js";
import { objectMetadata } from "./object-metadata.js";

/** What a sparse n-d array is. */
export interface SparseNDArraySpec {
  readonly shape: readonly number[];
  /** Type of `soma_data`. Default "float32". */
  readonly type?: Datatype;
  /** Default 2,048, per axis. */
  readonly tileExtent?: number;
  /** Filters of `soma_dim_0`, …; default the Census's. */
  readonly dimensionFilters?: readonly FilterPipeline[];
  readonly dataFilters?: FilterPipeline;
  readonly metadata?: WritableMetadata;
}

/** Coordinates of consecutive cells in global order, one array per dimension, and their values. */
export interface CoordinateBatch {
  readonly coords: readonly (Int32Array | BigInt64Array)[];
  readonly values: TypedArray;
}

// The Census's filters of X/raw.
const ROWS = pipeline(zstd(9));
const SHUFFLED = pipeline(byteshuffle(), zstd(9));

/** Takes the cells of a SOMASparseNDArray in global order: space tiles row-major, cells row-major within. */
export class SparseNDArrayWriter {
  readonly #array: SparseArrayWriter;
  readonly #names: readonly string[];

  constructor(array: SparseArrayWriter, dimensions: number) {
    this.#array = array;
    this.#names = dimensionNames(dimensions);
  }

  async append({ coords, values }: CoordinateBatch): Promise<void> {
    if (coords.length !== this.#names.length) {
      throw new ShapeError({ what: "coordinates", expected: `${this.#names.length} arrays`, got: `${coords.length}` });
    }
    const dimensions = coords.map((array, d) => [this.#names[d]!, { values: array }] as const);
    await this.#array.append(new Map([...dimensions, ["soma_data", { values }]]));
  }

  async close(): Promise<void> {
    await this.#array.close();
  }

  async abandon(): Promise<void> {
    await this.#array.abandon();
  }
}

/** Makes a SOMASparseNDArray with the Census's schema; append cells, then `close`. */
export async function createSparseNDArray(
  uri: string,
  spec: SparseNDArraySpec,
  options: WriteOptions = {},
): Promise<SparseNDArrayWriter> {
  const axes = spec.shape.map((length) => axisDomain(length, uri, options.formatVersion, spec.tileExtent));
  const current = axes.flatMap((axis) => (axis.current === undefined ? [] : [axis.current]));
  const array = sparseArraySpec(
    dimensionNames(axes.length).map((name, d) => {
      const filters = spec.dimensionFilters?.[d] ?? (d === 0 ? ROWS : SHUFFLED);
      return dimension(name, "int64", axes[d]!.domain, axes[d]!.tileExtent, filters);
    }),
    [attribute("soma_data", spec.type ?? "float32", { filters: spec.dataFilters ?? SHUFFLED })],
    current.length === 0 ? {} : { currentDomain: current },
  );
  const metadata = objectMetadata("SOMASparseNDArray", spec.metadata);
  return new SparseNDArrayWriter(await createSparseArray(uri, array, metadata, options), axes.length);
}

/** Writes a whole SOMASparseNDArray from batches in global order. */
export async function writeSparseNDArray(
  uri: string,
  spec: SparseNDArraySpec,
  cells: Iterable<CoordinateBatch> | AsyncIterable<CoordinateBatch>,
  options: WriteOptions = {},
): Promise<void> {
  const writer = await createSparseNDArray(uri, spec, options);
  try {
    for await (const batch of cells) await writer.append(batch);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.close();
}

function dimensionNames(count: number): string[] {
  return Array.from({ length: count }, (_, d) => `soma_dim_${d}`);
}
