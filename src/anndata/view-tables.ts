import type { Table } from "../frame/index.js";

/**
 * A table's rows as a view shows them: categoricals lose their unused categories, and `uns["<column>_colors"]` is cut to
 * the categories that stay, or dropped when it did not have one colour per category. Columns are cut when looked at.
 */
export function viewTable(full: Table, rows: Int32Array | undefined, uns: Map<string, unknown>): Table {
  const chosen = rows ?? Int32Array.from({ length: full.nRows }, (_, row) => row);
  for (const name of full.columnNames) {
    const key = `${name}_colors`;
    const colors = uns.get(key);
    if (colors === undefined) continue;
    const column = full.column(name);
    if (column.kind !== "categorical") continue;
    if (Array.isArray(colors) && colors.length === column.categories.length) {
      const used = column.take(chosen).usedCodes();
      uns.set(
        key,
        Array.from(used, (code) => colors[code] as unknown),
      );
    } else {
      uns.delete(key);
    }
  }
  return full.take(chosen, (column) => (column.kind === "categorical" ? column.removeUnusedCategories() : column));
}
