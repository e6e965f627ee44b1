import { JsonFloat } from "../../nbformat/index.js";
import { isParameterMap, type ParameterValue } from "../parameters/value.js";

/** What a declaration says about a parameter's values, as far as values from the command line can break it. */
export type ParameterType =
  | { readonly kind: "string" | "number" | "integer" | "boolean" | "bigint" | "null" | "undefined" | "unknown" }
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean }
  | { readonly kind: "array"; readonly element: ParameterType }
  | { readonly kind: "object" }
  | { readonly kind: "union"; readonly members: readonly ParameterType[] };

export const UNKNOWN_TYPE: ParameterType = { kind: "unknown" };

/** True if the value may be assigned to a variable of the type. */
export function fitsType(value: ParameterValue, type: ParameterType): boolean {
  switch (type.kind) {
    case "unknown":
      return true;
    case "null":
      return value === null;
    // No value that can be passed is this one.
    case "undefined":
      return false;
    case "string":
    case "boolean":
      return typeof value === type.kind;
    case "number":
      return typeof value === "number" || value instanceof JsonFloat;
    case "integer":
    case "bigint":
      return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    case "literal":
      return sameScalar(value, type.value);
    case "array":
      return Array.isArray(value) && value.every((item) => fitsType(item, type.element));
    case "object":
      return isParameterMap(value);
    case "union":
      return type.members.some((member) => fitsType(value, member));
  }
}

function sameScalar(value: ParameterValue, literal: string | number | bigint | boolean): boolean {
  if (value instanceof JsonFloat) return value.value === literal;
  if (typeof literal === "bigint" && typeof value === "number")
    return Number.isInteger(value) && BigInt(value) === literal;
  return value === literal;
}

/** True if a variable of the type may stay without a value. */
export function mayBeUndefined(type: ParameterType): boolean {
  if (type.kind === "union") return type.members.some(mayBeUndefined);
  return type.kind === "undefined" || type.kind === "unknown";
}

/** A short text for a value, as the user would recognise it. */
export function describeParameter(value: ParameterValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return `the string ${JSON.stringify(value)}`;
  if (value instanceof JsonFloat) return `the number ${value.value}`;
  if (typeof value === "bigint" || typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return isParameterMap(value) ? `a mapping of ${value.size}` : `a list of ${value.length}`;
}
