import { UnsupportedFeatureError } from "../core/index.js";
import {
  BooleanColumn,
  type CellValue,
  type Column,
  categoricalColumn,
  NumericColumn,
  StringColumn,
} from "../frame/index.js";
import type { ColumnData, Datatype, Enumeration } from "../tiledb/index.js";

/** A column as read from TileDB, as a table's column: enumerations become categoricals, nulls stay nulls. */
export function toColumn(name: string, data: ColumnData, enumeration?: Enumeration): Column {
  const { type, values, validity } = data;
  if (enumeration !== undefined) {
    const codes = new Int32Array(values.length);
    for (let row = 0; row < codes.length; row++) codes[row] = validity?.[row] === 0 ? -1 : Number(values[row]!);
    return categoricalColumn(name, codes, categoryValues(enumeration.values), enumeration.ordered);
  }
  const nulls = validity?.includes(0) ? validity : undefined;
  if (data.offsets !== undefined && isText(type)) {
    return StringColumn.fromUtf8(name, { bytes: values as Uint8Array, offsets: data.offsets }, nulls);
  }
  if (data.offsets !== undefined || (data.valuesPerCell ?? 1) !== 1 || type === "any") {
    throw new UnsupportedFeatureError({
      what: `values of type ${type} in a table`,
      where: `column "${name}"`,
      hint: "Leave the column out with columnNames, or read the array with openArray.",
    });
  }
  if (type === "bool") return new BooleanColumn(name, values as Uint8Array, nulls);
  if (type.startsWith("datetime_")) return new NumericColumn(name, values, nulls, numpyTime("datetime64", type));
  if (type.startsWith("time_")) return new NumericColumn(name, values, nulls, numpyTime("timedelta64", type));
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const numbers = exactNumbers(values, nulls);
    return new NumericColumn(name, numbers ?? values, nulls, type);
  }
  return new NumericColumn(name, values, nulls);
}

function categoryValues(values: Enumeration["values"]): readonly CellValue[] {
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array;
  return [...((isBig ? exactNumbers(values) : undefined) ?? values)] as CellValue[];
}

export function isText(type: Datatype): boolean {
  return type === "string_utf8" || type === "string_ascii" || type === "char";
}

/** The integers as doubles if all are exact. What lies under a null (mostly the type's minimum) does not matter. */
export function exactNumbers(values: BigInt64Array | BigUint64Array, validity?: Uint8Array): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (validity?.[i] === 0) continue;
    const number = Number(values[i]!);
    if (!Number.isSafeInteger(number)) return undefined;
    numbers[i] = number;
  }
  return numbers;
}

const NUMPY_UNITS = new Map([
  ["year", "Y"],
  ["month", "M"],
  ["week", "W"],
  ["day", "D"],
  ["hr", "h"],
  ["min", "m"],
]);

function numpyTime(kind: string, type: Datatype): string {
  const unit = type.slice(type.indexOf("_") + 1);
  return `${kind}[${NUMPY_UNITS.get(unit) ?? unit}]`;
}
