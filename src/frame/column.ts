import type { CellValue } from "./base-column.js";
import { BooleanColumn } from "./boolean-column.js";
import { CategoricalColumn, categoryTexts } from "./categorical-column.js";
import { type NumericArray, NumericColumn } from "./numeric-column.js";
import { StringColumn } from "./string-column.js";

/** A column of a table; `kind` tells which it is. */
export type Column = NumericColumn | BooleanColumn | StringColumn | CategoricalColumn;

/** @param dtype NumPy name if it differs from the array's, e.g. `"int64"` for whole numbers in a `Float64Array` */
export function numericColumn(
  name: string,
  values: NumericArray,
  validity?: Uint8Array,
  dtype?: string,
): NumericColumn {
  return new NumericColumn(name, values, validity, dtype);
}

/** @param values true or false per row, or bytes that are 0 for false */
export function booleanColumn(
  name: string,
  values: Uint8Array | readonly boolean[],
  validity?: Uint8Array,
): BooleanColumn {
  return new BooleanColumn(name, values instanceof Uint8Array ? values : Uint8Array.from(values, Number), validity);
}

export function stringColumn(name: string, values: readonly (string | null)[]): StringColumn {
  return StringColumn.fromTexts(name, values);
}

/** @param codes position in `categories` per row, −1 where null */
export function categoricalColumn(
  name: string,
  codes: Int32Array,
  categories: readonly CellValue[],
  ordered = false,
): CategoricalColumn {
  const texts = categories.every((category) => typeof category === "string");
  return texts
    ? new CategoricalColumn(name, codes, categories as readonly string[], ordered)
    : new CategoricalColumn(name, codes, categoryTexts(categories), ordered, categories);
}
