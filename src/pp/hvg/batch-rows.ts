import { OptionError } from "../../core/index.js";
import type { Column } from "../../frame/index.js";

/** The rows of each batch, batches in category order (sorted where the column is not categorical). */
export function batchRows(column: Column, where: string): Int32Array[] {
  const groups = new Map<number | string, number[]>();
  const put = (key: number | string, row: number): void => {
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  };
  for (let row = 0; row < column.length; row++) {
    if (column.isNull(row)) continue;
    put(column.kind === "categorical" ? column.codes[row]! : String(column.get(row)), row);
  }
  if (groups.size === 0) throw new OptionError({ what: `obs column "${column.name}" has no values`, where });
  const keys = [...groups.keys()].sort((a, b) => (a < b ? -1 : 1));
  return keys.map((key) => Int32Array.from(groups.get(key)!));
}
