import type { ArraySchema, Dimension, OpenedArray } from "../tiledb/index.js";

/** Lines about an array: what kind it is, how many cells it has, its dimensions and attributes. */
export async function describeArray(array: OpenedArray, signal?: AbortSignal): Promise<string[]> {
  const { schema } = array;
  const [cells, enumerated] = await Promise.all([
    array.cellCount(signal === undefined ? {} : { signal }),
    enumerationSizes(array),
  ]);
  const kind = `${schema.arrayType}, format ${schema.version}, ${cells} ${schema.arrayType === "sparse" ? "stored cells" : "cells"}`;
  const rows = [
    ...schema.dimensions.map((dimension, d) => [dimension.name, dimension.type, dimensionNotes(schema, dimension, d)]),
    ...schema.attributes.map(({ name, type, nullable, enumeration, filters }) => [
      name,
      enumeration === undefined ? type : `${type} code`,
      [enumerated.get(name), nullable ? "nullable" : undefined, filterNames(filters.filters)]
        .filter((note) => note !== undefined && note !== "")
        .join(", "),
    ]),
  ];
  const widths = [0, 1].map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  return [
    kind,
    ...rows.map(([name, type, notes]) =>
      `  ${name!.padEnd(widths[0]!)}  ${type!.padEnd(widths[1]!)}  ${notes}`.trimEnd(),
    ),
  ];
}

function dimensionNotes(schema: ArraySchema, dimension: Dimension, d: number): string {
  const range = schema.currentDomain?.[d] ?? dimension.domain;
  const notes = ["dimension"];
  if (range !== undefined) notes.push(`${range[0]} … ${range[1]}`);
  if (dimension.tileExtent !== undefined) notes.push(`tile ${dimension.tileExtent}`);
  const filters = filterNames(dimension.filters.filters);
  if (filters !== "") notes.push(filters);
  return notes.join(", ");
}

function filterNames(filters: readonly { readonly name: string; readonly level?: number }[]): string {
  const names = filters.map(({ name, level }) => (level === undefined || level < 0 ? name : `${name} ${level}`));
  return names.length === 0 ? "" : `[${names.join(", ")}]`;
}

async function enumerationSizes(array: OpenedArray): Promise<Map<string, string>> {
  const notes = await Promise.all(
    array.schema.attributes.map(async ({ name, enumeration }): Promise<[string, string]> => {
      if (enumeration === undefined) return [name, ""];
      const { values, ordered, type } = await array.enumeration(enumeration);
      return [name, `${values.length} categories of ${type}${ordered ? ", ordered" : ""}`];
    }),
  );
  return new Map(notes);
}
