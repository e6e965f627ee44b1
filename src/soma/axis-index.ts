import { ColumnError, FormatError } from "../core/index.js";
import type { Table } from "../frame/index.js";
import type { DataFrame } from "./data-frame.js";

/** Where tiledbsoma keeps, as JSON, the name of the index that a data frame had before it was stored. */
const ORIGINAL_INDEX = "soma_dataframe_original_index_name";

/**
 * The table with the row names that tiledbsoma's `to_anndata` gives it: the column that was the index when the frame was
 * stored (named in its metadata), else the column `obs_id` or `var_id`, unnamed; else positions.
 */
export async function axisIndex(table: Table, frame: DataFrame, fallback: string): Promise<Table> {
  const original = originalName((await frame.metadata()).get(ORIGINAL_INDEX), frame.uri);
  const name = original ?? (table.hasColumn(fallback) ? fallback : undefined);
  if (name === undefined) return table;
  if (!table.hasColumn(name)) {
    throw new ColumnError({ what: `index column "${name}" is not among the columns`, where: frame.uri });
  }
  const names = Array.from(table.column(name), (value) => String(value ?? "nan"));
  return table.withoutColumn(name).withIndex(names, original);
}

function originalName(stored: unknown, where: string): string | undefined {
  if (stored === undefined) return undefined;
  try {
    const name: unknown = JSON.parse(String(stored));
    if (name === null) return undefined;
    if (typeof name === "string") return name;
  } catch {
    // Reported below, together with JSON that is no name.
  }
  throw new FormatError({
    what: `metadata ${ORIGINAL_INDEX}`,
    where,
    expected: "a JSON string or null",
    got: String(stored),
  });
}
