import { ShapeError, UnsupportedFeatureError } from "../../core/index.js";
import { type Datatype, datatypeSize, isInteger, isTemporal } from "../datatype.js";
import type { Attribute, Dimension, DomainRange, Enumeration, FilterPipeline } from "../types.js";
import { bytesOf } from "./byte-writer.js";
import { doubleDelta, pipeline, rle, zstd } from "./pipelines.js";

/** A sparse array to write, row-major in tiles and cells. */
export interface SparseArraySpec {
  readonly dimensions: readonly Dimension[];
  readonly attributes: readonly Attribute[];
  /** Cells per data tile. */
  readonly capacity: number;
  readonly allowsDuplicates: boolean;
  /** The shape where it is smaller than the domain; written from format 22 on. */
  readonly currentDomain?: readonly DomainRange[];
  readonly enumerations: readonly Enumeration[];
  readonly offsetsFilters: FilterPipeline;
  readonly validityFilters: FilterPipeline;
}

/** The parts of a `SparseArraySpec` that have a default. */
export interface SparseArrayOptions {
  /** Default 65,536, the Census's. */
  readonly capacity?: number;
  /** Default true, as in the Census. */
  readonly allowsDuplicates?: boolean;
  readonly currentDomain?: readonly DomainRange[];
  readonly enumerations?: readonly Enumeration[];
  /** Default [double delta, zstd]. */
  readonly offsetsFilters?: FilterPipeline;
}

/** A sparse array's description with the defaults filled in; throws where parts do not fit together. */
export function sparseArraySpec(
  dimensions: readonly Dimension[],
  attributes: readonly Attribute[],
  options: SparseArrayOptions = {},
): SparseArraySpec {
  const enumerations = options.enumerations ?? [];
  for (const { name, enumeration } of attributes) {
    if (enumeration !== undefined && !enumerations.some((known) => known.name === enumeration))
      throw new ShapeError({ what: `attribute "${name}" names an enumeration that is not given`, got: enumeration });
  }
  return {
    dimensions,
    attributes,
    capacity: options.capacity ?? 65_536,
    allowsDuplicates: options.allowsDuplicates ?? true,
    ...(options.currentDomain === undefined ? {} : { currentDomain: options.currentDomain }),
    enumerations,
    offsetsFilters: options.offsetsFilters ?? pipeline(doubleDelta(), zstd()),
    validityFilters: pipeline(rle()),
  };
}

/** An integer dimension over `[low, high]` (inclusive). */
export function dimension(
  name: string,
  type: Datatype,
  domain: DomainRange,
  tileExtent: number | bigint,
  filters: FilterPipeline = pipeline(zstd()),
): Dimension {
  if (!isInteger(type))
    throw new UnsupportedFeatureError({ what: `dimension of type ${type} cannot be written`, where: name });
  return { name, type, isVar: false, domain, tileExtent, filters };
}

/** What an attribute is besides its name and type. */
export interface AttributeOptions {
  /** Default false. */
  readonly nullable?: boolean;
  readonly enumeration?: string;
  /** Default [zstd]. */
  readonly filters?: FilterPipeline;
}

/** An attribute: one value per cell, or variable-length for UTF-8 strings and blobs. */
export function attribute(name: string, type: Datatype, options: AttributeOptions = {}): Attribute {
  const isVar = type === "string_utf8" || type === "blob";
  if (!isVar && !isFixed(type))
    throw new UnsupportedFeatureError({ what: `attribute of type ${type} cannot be written`, where: name });
  return {
    name,
    type,
    ...(isVar ? {} : { valuesPerCell: 1 }),
    isVar,
    nullable: options.nullable ?? false,
    fill: defaultFill(type),
    fillValid: false,
    ...(options.enumeration === undefined ? {} : { enumeration: options.enumeration }),
    filters: options.filters ?? pipeline(zstd()),
  };
}

function isFixed(type: Datatype): boolean {
  return isInteger(type) || isTemporal(type) || type === "float32" || type === "float64" || type === "bool";
}

/** libtiledb's fill values: the minimum of signed, the maximum of unsigned integers, NaN, one zero byte for text. */
function defaultFill(type: Datatype): Uint8Array {
  switch (type) {
    case "float32":
      return bytesOf(new Uint32Array([0x7fc00000]));
    case "float64":
      return bytesOf(new BigUint64Array([0x7ff8000000000000n]));
    case "string_utf8":
    case "blob":
    case "bool":
      return new Uint8Array(1);
    default: {
      const bytes = new Uint8Array(datatypeSize(type)).fill(type.startsWith("uint") ? 255 : 0);
      if (!type.startsWith("uint")) bytes[bytes.length - 1] = 0x80;
      return bytes;
    }
  }
}
