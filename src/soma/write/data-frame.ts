import { OptionError } from "../../core/index.js";
import type { Attribute, Datatype, FilterPipeline } from "../../tiledb/index.js";
import {
  attribute,
  byteshuffle,
  type CellColumn,
  createSparseArray,
  dimension,
  doubleDelta,
  pipeline,
  type SparseArrayWriter,
  sparseArraySpec,
  type WritableMetadata,
  type WriteOptions,
  zstd,
} from "../../tiledb/write/index.js";
import { categoryEnumeration, codeType } from "./columns.js";
import { axisDomain } from "./domains.js";
import { objectMetadata } from "./object-metadata.js";

/** One column of a data frame besides `soma_joinid`. */
export interface DataFrameColumn {
  readonly name: string;
  /** The type of its values; `"categorical"` stores codes of `categories`. */
  readonly type: Datatype | "categorical";
  readonly categories?: readonly string[];
  readonly ordered?: boolean;
  /** Default true, as tiledbsoma writes data frames. */
  readonly nullable?: boolean;
  /** Default by type, as the Census has them. */
  readonly filters?: FilterPipeline;
}

/** The shape of a data frame indexed by `soma_joinid`. */
export interface DataFrameSpec {
  readonly columns: readonly DataFrameColumn[];
  /** Join ids lie in `[0, length)`. */
  readonly length: number;
  readonly metadata?: WritableMetadata;
}

// The Census's filters: join ids and offsets [double delta, zstd 19], codes [zstd 9], numbers [byteshuffle, zstd 9],
// text and booleans [zstd 19].
const IDS = pipeline(doubleDelta(), zstd(19));
const CODES = pipeline(zstd(9));
const NUMBERS = pipeline(byteshuffle(), zstd(9));
const TEXT = pipeline(zstd(19));

/** Makes a SOMADataFrame; append batches with `soma_joinid` ascending, then `close`. */
export async function createDataFrame(
  uri: string,
  spec: DataFrameSpec,
  options: WriteOptions = {},
): Promise<SparseArrayWriter> {
  const axis = axisDomain(spec.length, uri, options.formatVersion);
  const enumerations = spec.columns
    .filter((column) => column.type === "categorical")
    .map((column) => categoryEnumeration(column.name, column.categories ?? [], column.ordered ?? false));
  const array = sparseArraySpec(
    [dimension("soma_joinid", "int64", axis.domain, axis.tileExtent, IDS)],
    spec.columns.map(columnAttribute),
    { enumerations, offsetsFilters: IDS, ...(axis.current === undefined ? {} : { currentDomain: [axis.current] }) },
  );
  return createSparseArray(uri, array, objectMetadata("SOMADataFrame", spec.metadata), options);
}

/** Writes a whole SOMADataFrame; `cells` has every column and `soma_joinid` (default 0 … length − 1). */
export async function writeDataFrame(
  uri: string,
  spec: DataFrameSpec,
  cells: ReadonlyMap<string, CellColumn>,
  options: WriteOptions = {},
): Promise<void> {
  const writer = await createDataFrame(uri, spec, options);
  try {
    await writer.append(
      cells.has("soma_joinid") ? cells : new Map([["soma_joinid", countedIds(spec.length)], ...cells]),
    );
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.close();
}

function countedIds(length: number): CellColumn {
  return { values: Int32Array.from({ length }, (_, i) => i) };
}

function columnAttribute(column: DataFrameColumn): Attribute {
  const { name, nullable = true } = column;
  if (name.startsWith("soma_")) {
    throw new OptionError({ what: `column name "${name}"`, expected: "a name that does not start with soma_" });
  }
  if (column.type === "categorical") {
    const type = codeType(column.categories?.length ?? 0);
    return attribute(name, type, { nullable, enumeration: `${name}_U`, filters: column.filters ?? CODES });
  }
  return attribute(name, column.type, { nullable, filters: column.filters ?? defaultFilters(column.type) });
}

function defaultFilters(type: Datatype): FilterPipeline {
  return type === "string_utf8" || type === "bool" ? TEXT : NUMBERS;
}
