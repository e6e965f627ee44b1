import { OptionError, UnsupportedFeatureError } from "../../core/index.js";
import { datatypeSize, isByteString, typedView } from "../datatype.js";
import { binaryString, isBigType, toBinaryString } from "../schema/range.js";
import type { ConditionValue, DomainValue, Enumeration, QueryCondition } from "../types.js";
import type { CellColumn } from "./cell-column.js";
import type { ArrayField } from "./field.js";
import { columnKeys, type Keys } from "./keys.js";

export type ComparisonOp = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** A column as conditions see it. */
export interface ConditionColumn {
  readonly field: ArrayField;
  readonly column: CellColumn;
  readonly enumeration?: Enumeration;
}

/** Names of the columns that a condition compares. */
export function conditionColumns(condition: QueryCondition): string[] {
  if ("conditions" in condition) return [...new Set(condition.conditions.flatMap(conditionColumns))];
  return "condition" in condition ? conditionColumns(condition.condition) : [condition.column];
}

/**
 * 1 for each cell that the condition selects. A null cell fails every comparison but the null test, also under `not`:
 * negation turns the operators round, as TileDB does, rather than the result.
 */
export function evaluateCondition(
  condition: QueryCondition,
  cells: number,
  columnOf: (name: string) => ConditionColumn,
  negated = false,
): Uint8Array {
  switch (condition.op) {
    case "not":
      return evaluateCondition(condition.condition, cells, columnOf, !negated);
    case "and":
    case "or": {
      const all = (condition.op === "and") !== negated;
      const mask = new Uint8Array(cells).fill(all ? 1 : 0);
      for (const part of condition.conditions) {
        const one = evaluateCondition(part, cells, columnOf, negated);
        if (all) for (let i = 0; i < cells; i++) mask[i]! &= one[i]!;
        else for (let i = 0; i < cells; i++) mask[i]! |= one[i]!;
      }
      return mask;
    }
    case "in":
    case "not in":
      return evaluateIn(columnOf(condition.column), condition.values, (condition.op === "in") !== negated);
    default:
      return evaluateComparison(
        columnOf(condition.column),
        negated ? NEGATED[condition.op] : condition.op,
        condition.value,
      );
  }
}

const NEGATED: Readonly<Record<ComparisonOp, ComparisonOp>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

function evaluateComparison(target: ConditionColumn, op: ComparisonOp, value: ConditionValue): Uint8Array {
  const { field, column, enumeration } = target;
  if (value === null) {
    if (op !== "==" && op !== "!=") throw conditionError(field, `== or != with null`, `${op} null`);
    return nullMask(column, op === "==");
  }
  if (enumeration === undefined) return compareColumn(field, column, op, toKey(field, value));
  if (op !== "==" && op !== "!=" && !enumeration.ordered)
    throw conditionError(field, "== or != (the enumeration has no order)", op);
  const code = codeOf(enumeration, value);
  // A value that the enumeration does not have equals no cell; every cell that is not null differs from it.
  if (code < 0) return op === "!=" ? nullMask(column, false) : new Uint8Array(column.cells);
  return compareColumn(field, column, op, code);
}

function evaluateIn(target: ConditionColumn, values: readonly ConditionValue[], isIn: boolean): Uint8Array {
  const { field, column, enumeration } = target;
  if (values.includes(null)) throw conditionError(field, "values that are not null", "null");
  const wanted: DomainValue[] = [];
  for (const value of values as readonly Exclude<ConditionValue, null>[]) {
    if (enumeration === undefined) wanted.push(toKey(field, value));
    else if (codeOf(enumeration, value) >= 0) wanted.push(codeOf(enumeration, value));
  }
  return isAnyOf(field, column, wanted, isIn);
}

/** 1 for each cell that is (or with `isIn` false is not) one of the keys. Null cells give 0. */
export function isAnyOf(
  field: ArrayField,
  column: CellColumn,
  keys: readonly DomainValue[],
  isIn: boolean,
): Uint8Array {
  const wanted = new Set(keys.map(normalKey));
  wanted.delete(Number.NaN);
  if (column.starts !== undefined && isByteString(field.type)) {
    const texts = [...wanted].map((value) => Buffer.from(value as string, "latin1"));
    const found = equalsAny(column, texts);
    return withoutNulls(isIn ? found : found.map((equal) => 1 - equal), column);
  }
  const cells = conditionKeys(field, column);
  const mask = new Uint8Array(column.cells);
  for (let i = 0; i < mask.length; i++) mask[i] = wanted.has(normalKey(cells[i]!)) === isIn ? 1 : 0;
  return withoutNulls(mask, column);
}

/** Compares each cell with a key: number or bigint for numeric fields, byte string for text. Null cells give 0. */
export function compareColumn(field: ArrayField, column: CellColumn, op: ComparisonOp, value: DomainValue): Uint8Array {
  if (column.starts !== undefined && isByteString(field.type) && (op === "==" || op === "!=")) {
    const found = equalsAny(column, [Buffer.from(value as string, "latin1")]);
    return withoutNulls(op === "==" ? found : found.map((equal) => 1 - equal), column);
  }
  const keys = conditionKeys(field, column);
  const mask = new Uint8Array(column.cells);
  const n = mask.length;
  switch (op) {
    case "<":
      for (let i = 0; i < n; i++) if (keys[i]! < value) mask[i] = 1;
      break;
    case "<=":
      for (let i = 0; i < n; i++) if (keys[i]! <= value) mask[i] = 1;
      break;
    case ">":
      for (let i = 0; i < n; i++) if (keys[i]! > value) mask[i] = 1;
      break;
    case ">=":
      for (let i = 0; i < n; i++) if (keys[i]! >= value) mask[i] = 1;
      break;
    case "==": {
      const wanted = normalKey(value);
      for (let i = 0; i < n; i++) if (normalKey(keys[i]!) === wanted) mask[i] = 1;
      break;
    }
    case "!=": {
      const wanted = normalKey(value);
      for (let i = 0; i < n; i++) if (normalKey(keys[i]!) !== wanted) mask[i] = 1;
      break;
    }
  }
  return withoutNulls(mask, column);
}

/** 1 for each text cell that equals one of the texts, compared in place: a column may hold millions of strings. */
function equalsAny(column: CellColumn, texts: readonly Uint8Array[]): Uint8Array {
  const { bytes } = column;
  const starts = column.starts!;
  const mask = new Uint8Array(column.cells);
  for (const text of texts) {
    const length = text.length;
    for (let i = 0; i < mask.length; i++) {
      const start = starts[i]!;
      if (starts[i + 1]! - start !== length) continue;
      let k = 0;
      while (k < length && bytes[start + k] === text[k]) k++;
      if (k === length) mask[i] = 1;
    }
  }
  return mask;
}

/** Bigints become numbers where that loses nothing, so that `===` and sets compare by value. */
function normalKey(value: DomainValue): DomainValue {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function conditionKeys(field: ArrayField, column: CellColumn): Keys {
  if (column.starts !== undefined) {
    if (!isByteString(field.type))
      throw new UnsupportedFeatureError({ what: `a condition on variable-length ${field.type}`, where: field.name });
    return columnKeys(field.type, column);
  }
  if (field.valuesPerCell === 1 && field.type !== "char") return columnKeys(field.type, column);
  if (!isByteString(field.type))
    throw new UnsupportedFeatureError({ what: "a condition on several values per cell", where: field.name });
  const size = datatypeSize(field.type) * field.valuesPerCell;
  return Array.from({ length: column.cells }, (_, i) => binaryString(column.bytes.subarray(i * size, (i + 1) * size)));
}

/** The user's value in the form in which the field's cells compare. */
function toKey(field: ArrayField, value: Exclude<ConditionValue, null>): DomainValue {
  if (isByteString(field.type)) {
    if (typeof value === "string") return toBinaryString(value);
    throw conditionError(field, "text", `${typeof value} ${String(value)}`);
  }
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") throw conditionError(field, `a value of type ${field.type}`, JSON.stringify(value));
  return field.type === "float32" ? Math.fround(Number(value)) : value;
}

/** The raw bytes of a stored value as a key. */
export function keyFromBytes(field: ArrayField, bytes: Uint8Array): DomainValue {
  if (isByteString(field.type)) return binaryString(bytes);
  const value = typedView(field.type, bytes.slice())[0];
  if (value === undefined) throw conditionError(field, `a value of type ${field.type}`, `${bytes.length} bytes`);
  return isBigType(field.type) ? normalKey(value) : value;
}

function codeOf(enumeration: Enumeration, value: Exclude<ConditionValue, null>): number {
  const values = enumeration.values as ArrayLike<unknown>;
  const isText = typeof values[0] === "string";
  if (values.length > 0 && isText !== (typeof value === "string"))
    throw new OptionError({
      what: `condition on enumeration ${enumeration.name}`,
      expected: isText ? "text" : `a value of type ${enumeration.type}`,
      got: `${typeof value} ${String(value)}`,
    });
  const wanted = typeof value === "string" ? value : typeof value === "boolean" ? Number(value) : normalKey(value);
  for (let code = 0; code < values.length; code++) {
    const candidate = values[code] as string | number | bigint | boolean;
    const key =
      typeof candidate === "boolean"
        ? Number(candidate)
        : typeof candidate === "bigint"
          ? normalKey(candidate)
          : candidate;
    if (key === wanted) return code;
  }
  return -1;
}

function nullMask(column: CellColumn, wantNull: boolean): Uint8Array {
  const { validity } = column;
  if (validity === undefined) return new Uint8Array(column.cells).fill(wantNull ? 0 : 1);
  return Uint8Array.from(validity, (valid) => ((valid === 0) === wantNull ? 1 : 0));
}

function withoutNulls(mask: Uint8Array, column: CellColumn): Uint8Array {
  const { validity } = column;
  if (validity !== undefined) for (let i = 0; i < mask.length; i++) if (validity[i] === 0) mask[i] = 0;
  return mask;
}

function conditionError(field: ArrayField, expected: string, got: string): OptionError {
  return new OptionError({ what: `condition on column ${field.name}`, expected, got });
}
