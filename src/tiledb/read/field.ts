import { ColumnError, nearestNames, UnsupportedFeatureError } from "../../core/index.js";
import { type Datatype, datatypeSize } from "../datatype.js";
import type { Fragment } from "../fragment/fragment.js";
import { type CompiledPipeline, compilePipeline } from "../pipeline.js";
import type { ArraySchema, Attribute, FilterPipeline } from "../types.js";

/** A column of the array: an attribute or a dimension, as the current schema has it. */
export interface ArrayField {
  readonly name: string;
  readonly type: Datatype;
  readonly isVar: boolean;
  readonly valuesPerCell: number;
  readonly nullable: boolean;
  readonly attribute?: Attribute;
  readonly enumeration?: string;
}

/** A field inside one fragment: its place in the fragment's metadata and its files. */
export interface FragmentField {
  readonly name: string;
  /** Index into the per-field lists of the footer. */
  readonly slot: number;
  /** File name without ending, such as `a0`. */
  readonly file: string;
  readonly isVar: boolean;
  readonly nullable: boolean;
  readonly bytesPerCell: number;
  readonly data: CompiledPipeline;
  readonly offsets: CompiledPipeline;
  readonly validity: CompiledPipeline;
}

/** The array's field of that name; an unknown one is a `ColumnError` with the nearest names. */
export function arrayField(schema: ArraySchema, name: string, where: string): ArrayField {
  const attribute = schema.attributes.find((candidate) => candidate.name === name);
  if (attribute !== undefined) {
    return {
      name,
      type: attribute.type,
      isVar: attribute.isVar,
      valuesPerCell: attribute.valuesPerCell ?? 1,
      nullable: attribute.nullable,
      attribute,
      ...(attribute.enumeration === undefined ? {} : { enumeration: attribute.enumeration }),
    };
  }
  const dimension = schema.dimensions.find((candidate) => candidate.name === name);
  if (dimension !== undefined)
    return { name, type: dimension.type, isVar: dimension.isVar, valuesPerCell: 1, nullable: false };
  const names = [...schema.dimensions, ...schema.attributes].map((field) => field.name);
  const near = nearestNames(name, names);
  throw new ColumnError({
    what: `no column "${name}"`,
    where,
    hint: near.length > 0 ? `Nearest: ${near.join(", ")}` : `Columns: ${names.join(", ")}`,
  });
}

/** Where the fragment stores the field, or `undefined` if its schema does not have the attribute. */
export function fragmentField(fragment: Fragment, field: ArrayField): FragmentField | undefined {
  const { schema } = fragment;
  const a = schema.attributes.findIndex((attribute) => attribute.name === field.name);
  if (a >= 0) {
    const attribute = schema.attributes[a]!;
    if (
      attribute.type !== field.type ||
      attribute.isVar !== field.isVar ||
      (attribute.valuesPerCell ?? 1) !== field.valuesPerCell
    )
      throw new UnsupportedFeatureError({
        what: "an attribute whose type changed over time",
        where: `${fragment.where}: ${field.name}`,
        expected: field.type,
        got: attribute.type,
      });
    return compile(fragment, { ...attribute, slot: a, file: `a${a}`, valuesPerCell: field.valuesPerCell });
  }
  const d = schema.dimensions.findIndex((dimension) => dimension.name === field.name);
  if (d < 0) return undefined;
  const dimension = schema.dimensions[d]!;
  const slot = schema.attributes.length + 1 + d;
  return compile(fragment, { ...dimension, slot, file: `d${d}`, valuesPerCell: 1, nullable: false });
}

/** The fragment's cell timestamps (`t`) or delete timestamps (`dt`), stored with the coordinates' filters as u64. */
export function timeField(fragment: Fragment, file: "t" | "dt"): FragmentField {
  const { schema, footer } = fragment;
  const base = schema.attributes.length + 1 + schema.dimensions.length;
  return compile(fragment, {
    name: file,
    type: "uint64",
    isVar: false,
    nullable: false,
    valuesPerCell: 1,
    slot: base + (file === "dt" && footer.hasTimestamps ? 1 : 0),
    file,
    filters: schema.coordsFilters,
  });
}

interface StoredField {
  readonly name: string;
  readonly type: Datatype;
  readonly isVar: boolean;
  readonly nullable: boolean;
  readonly valuesPerCell: number;
  readonly slot: number;
  readonly file: string;
  readonly filters: FilterPipeline;
}

function compile(fragment: Fragment, field: StoredField): FragmentField {
  const { schema, footer } = fragment;
  const bytesPerCell = field.isVar ? 0 : datatypeSize(field.type) * field.valuesPerCell;
  const where = `${fragment.where}: ${field.name}`;
  const { version } = footer;
  const u64 = { type: "uint64", isVar: false, cellBytes: 8, version, where } as const;
  const u8 = { type: "uint8", isVar: false, cellBytes: 1, version, where } as const;
  return {
    name: field.name,
    slot: field.slot,
    file: field.file,
    isVar: field.isVar,
    nullable: field.nullable,
    bytesPerCell,
    data: compilePipeline(field.filters, {
      type: field.type,
      isVar: field.isVar,
      cellBytes: field.isVar ? datatypeSize(field.type) : bytesPerCell,
      version,
      where,
    }),
    offsets: compilePipeline(field.isVar ? schema.offsetsFilters : EMPTY, u64),
    validity: compilePipeline(field.nullable ? schema.validityFilters : EMPTY, u8),
  };
}

const EMPTY: FilterPipeline = { maxChunkBytes: 0, filters: [] };
