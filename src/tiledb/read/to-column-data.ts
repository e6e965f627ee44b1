import { FormatError } from "../../core/index.js";
import { typedView } from "../datatype.js";
import { isBigType } from "../schema/range.js";
import type { ColumnData } from "../types.js";
import type { CellColumn } from "./cell-column.js";
import type { ArrayField } from "./field.js";
import { int64ToFloat64 } from "./keys.js";

/** The column as users get it. */
export function toColumnData(
  field: ArrayField,
  column: CellColumn,
  int64: "bigint" | "number",
  where: string,
): ColumnData {
  const extras = {
    ...(column.validity === undefined ? {} : { validity: column.validity }),
    ...(field.enumeration === undefined ? {} : { enumeration: field.enumeration }),
    ...(field.valuesPerCell === 1 ? {} : { valuesPerCell: field.valuesPerCell }),
  };
  if (column.starts !== undefined) return { type: field.type, values: column.bytes, offsets: column.starts, ...extras };
  if (int64 === "number" && isBigType(field.type)) {
    const values = int64ToFloat64(column.bytes, field.type);
    if (values === undefined)
      throw new FormatError({
        what: `values of column ${field.name}`,
        where,
        expected: "integers within ±2^53",
        got: "a larger one",
        hint: 'Read with int64: "bigint"',
      });
    return { type: field.type, values, ...extras };
  }
  return { type: field.type, values: typedView(field.type, column.bytes), ...extras };
}
