import type { Datatype } from "../../tiledb/index.js";
import type { ConstantValue } from "./nodes.js";

const INTEGER_BITS: Readonly<Partial<Record<Datatype, readonly [bits: bigint, signed: boolean]>>> = {
  int8: [8n, true],
  uint8: [8n, false],
  int16: [16n, true],
  uint16: [16n, false],
  int32: [32n, true],
  uint32: [32n, false],
  int64: [64n, true],
  uint64: [64n, false],
};

/** Why a value does not fit a column, in the words of an error message. */
export interface Mismatch {
  readonly expected: string;
  readonly hint?: string;
}

/** The value as the column's type compares it, or why it cannot be compared. Null is no such value. */
export function coerceValue(
  type: Datatype,
  value: Exclude<ConstantValue, null>,
): { readonly value: Exclude<ConstantValue, null> } | { readonly mismatch: Mismatch } {
  if (type.startsWith("string") || type === "char") {
    if (typeof value === "string") return { value };
    return { mismatch: { expected: "text (in quotes)" } };
  }
  if (type === "bool") {
    if (typeof value === "boolean") return { value };
    if (value === 0 || value === 1) return { value: value === 1 };
    return { mismatch: { expected: "True or False" } };
  }
  if (typeof value === "string") {
    return { mismatch: { expected: `a number (the column is ${type})`, hint: "Texts are not turned into numbers." } };
  }
  const number = typeof value === "boolean" ? Number(value) : value;
  if (type === "float32" || type === "float64") return { value: Number(number) };
  const [bits, signed] = INTEGER_BITS[type] ?? (isTime(type) ? [64n, true] : [undefined, false]);
  if (bits === undefined) return { mismatch: { expected: `no comparison: the column is ${type}` } };
  // A fraction never equals a whole number; truncating it, as NumPy does, would select other rows.
  if (typeof number === "number" && !Number.isInteger(number)) {
    return { mismatch: { expected: `a whole number (the column is ${type})` } };
  }
  const exact = BigInt(number);
  const low = signed ? -(1n << (bits - 1n)) : 0n;
  const high = (1n << (signed ? bits - 1n : bits)) - 1n;
  if (exact < low || exact > high) return { mismatch: { expected: `${low} … ${high} (the column is ${type})` } };
  return { value: Number.isSafeInteger(Number(exact)) ? Number(exact) : exact };
}

function isTime(type: Datatype): boolean {
  return type.startsWith("datetime") || type.startsWith("time");
}
