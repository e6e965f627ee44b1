import type { ArraySchema, Datatype, Enumeration } from "../../tiledb/index.js";

/** What a value filter needs to know of a column. */
export interface FilterColumn {
  readonly name: string;
  /** The type that values are compared as; of an enumerated column, that of its values. */
  readonly type: Datatype;
  readonly nullable: boolean;
  readonly enumeration: Pick<Enumeration, "ordered" | "values"> | undefined;
}

/** Columns by name. */
export type FilterSchema = ReadonlyMap<string, FilterColumn>;

/** The columns that a filter on the array may use: its attributes and dimensions. Enumerations must be loaded. */
export function filterSchema(schema: ArraySchema, enumerations: ReadonlyMap<string, Enumeration>): FilterSchema {
  const columns = new Map<string, FilterColumn>();
  for (const { name, type } of schema.dimensions) {
    columns.set(name, { name, type, nullable: false, enumeration: undefined });
  }
  for (const { name, type, nullable, enumeration } of schema.attributes) {
    const values = enumeration === undefined ? undefined : enumerations.get(enumeration);
    columns.set(name, { name, type: values?.type ?? type, nullable, enumeration: values });
  }
  return columns;
}
