import type { Table } from "../frame/index.js";

/**
 * A table's rows as a view shows them: categoricals lose their unused categories, and `uns["<column>_colors"]` is cut to
 * the categories that stay, or dropped when it did not have one colour per category.
 */
export function viewTable(full: Table, rows: Int32Array | undefined, uns: Map<string, unknown>): Table {
  let table = rows === undefined ? full : full.take(rows);
  for (const column of table.columns) {
    if (column.kind !== "categorical") continue;
    const key = `${column.name}_colors`;
    const colors = uns.get(key);
    if (Array.isArray(colors) && colors.length === column.categories.length) {
      uns.set(
        key,
        Array.from(column.usedCodes(), (code) => colors[code] as unknown),
      );
    } else if (colors !== undefined) {
      uns.delete(key);
    }
    const used = column.removeUnusedCategories();
    if (used !== column) table = table.withColumn(column.name, used);
  }
  return table;
}
