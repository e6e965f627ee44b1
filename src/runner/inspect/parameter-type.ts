import { JsonFloat } from "../../nbformat/index.js";
import { isParameterMap, type ParameterMap, type ParameterValue } from "../parameters/value.js";

/** What a declaration says about a parameter's values, as far as values from the command line can break it. */
export type ParameterType =
  | { readonly kind: "string" | "number" | "integer" | "boolean" | "bigint" | "null" | "undefined" | "unknown" }
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean }
  | { readonly kind: "array"; readonly element: ParameterType }
  | { readonly kind: "tuple"; readonly elements: readonly TupleElement[] }
  /** A mapping; without fields and `values` of any kind. */
  | { readonly kind: "object"; readonly fields?: ReadonlyMap<string, ObjectField>; readonly values?: ParameterType }
  /** A mapping or a list. */
  | { readonly kind: "non-primitive" }
  | { readonly kind: "non-null" }
  /** Of such values, as of a `Date` or a `Map`, no parameter can be one. */
  | { readonly kind: "unpassable"; readonly name: string }
  | { readonly kind: "union"; readonly members: readonly ParameterType[] };

/** The type at one place of a tuple. */
export interface TupleElement {
  readonly type: ParameterType;
  readonly optional: boolean;
}

/** The type of one field of a record. */
export type ObjectField = TupleElement;

export const UNKNOWN_TYPE: ParameterType = { kind: "unknown" };

/** True if the value may be assigned to a variable of the type. */
export function fitsType(value: ParameterValue, type: ParameterType): boolean {
  switch (type.kind) {
    case "unknown":
      return true;
    case "null":
      return value === null;
    // No value that can be passed is one of these.
    case "undefined":
    case "unpassable":
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
    case "tuple":
      return Array.isArray(value) && fitsTuple(value, type.elements);
    case "object":
      return isParameterMap(value) && fitsObject(value, type);
    case "non-primitive":
      return Array.isArray(value) || isParameterMap(value);
    case "non-null":
      return value !== null;
    case "union":
      return type.members.some((member) => fitsType(value, member));
  }
}

function fitsTuple(values: readonly ParameterValue[], elements: readonly TupleElement[]): boolean {
  if (values.length > elements.length) return false;
  return elements.every(({ type, optional }, index) =>
    index < values.length ? fitsType(values[index] as ParameterValue, type) : optional,
  );
}

function fitsObject(map: ParameterMap, { fields, values }: ParameterType & { readonly kind: "object" }): boolean {
  if (fields === undefined && values === undefined) return true;
  const missing = [...(fields ?? [])].some(([name, { optional }]) => !optional && !map.has(name));
  return (
    !missing &&
    [...map].every(([key, value]) => {
      const type = fields?.get(String(key))?.type ?? values;
      return type !== undefined && fitsType(value, type);
    })
  );
}

/** The value with those whole numbers as big integers that the type takes as such only, as the code must have them. */
export function asDeclared(value: ParameterValue, type: ParameterType): ParameterValue {
  switch (type.kind) {
    case "bigint":
      return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
    case "literal":
      return typeof type.value === "bigint" && typeof value === "number" && sameScalar(value, type.value)
        ? type.value
        : value;
    case "array":
      return Array.isArray(value) ? value.map((item) => asDeclared(item, type.element)) : value;
    case "tuple":
      return Array.isArray(value)
        ? value.map((item, index) => asDeclared(item, type.elements[index]?.type ?? UNKNOWN_TYPE))
        : value;
    case "object":
      return isParameterMap(value)
        ? new Map(
            [...value].map(([key, item]) => [
              key,
              asDeclared(item, type.fields?.get(String(key))?.type ?? type.values ?? UNKNOWN_TYPE),
            ]),
          )
        : value;
    case "union":
      return asMember(value, type.members);
    default:
      return value;
  }
}

/** As the first member that takes the value as it is, else as the first that takes it at all. */
function asMember(value: ParameterValue, members: readonly ParameterType[]): ParameterValue {
  const converted = members.filter((member) => fitsType(value, member)).map((member) => asDeclared(value, member));
  return converted.includes(value) || converted.length === 0 ? value : (converted[0] as ParameterValue);
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
