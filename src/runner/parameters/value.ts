import { OptionError } from "../../core/index.js";
import { JsonFloat, type JsonObject, type JsonValue, pythonFloatRepr, setKey } from "../../nbformat/index.js";

/** A key of a mapping: YAML allows more than text. */
export type ParameterKey = string | number | bigint | boolean | null | JsonFloat;

/** A mapping in the order it was written; JavaScript objects would move integer-like keys to the front. */
export type ParameterMap = ReadonlyMap<ParameterKey, ParameterValue>;

/**
 * A parameter's value. As in notebook files, whole numbers are `number` or `bigint`, and a float that is whole is a
 * `JsonFloat`.
 */
export type ParameterValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonFloat
  | readonly ParameterValue[]
  | ParameterMap;

/** Parameters by name, in the order in which the injected cell assigns them. */
export type Parameters = ReadonlyMap<string, ParameterValue>;

/** Parameters given as a map or as a plain object of JSON-like values. */
export function toParameters(given: Parameters | Readonly<Record<string, unknown>> | undefined): Parameters {
  if (given === undefined) return new Map();
  if (given instanceof Map) return given as Parameters;
  return new Map(Object.entries(given).map(([name, value]) => [name, toParameterValue(value, name)]));
}

/** A JSON-like value as a parameter value; `where` names it in messages. */
export function toParameterValue(value: unknown, where: string): ParameterValue {
  if (value === null || value instanceof JsonFloat) return value;
  switch (typeof value) {
    case "boolean":
    case "bigint":
    case "string":
      return value;
    case "number":
      // Beyond 2^53 a JavaScript number is no exact integer; -0 is none either.
      return Number.isInteger(value) && (!Number.isSafeInteger(value) || Object.is(value, -0))
        ? new JsonFloat(value)
        : value;
    default:
      break;
  }
  if (Array.isArray(value)) return value.map((item, index) => toParameterValue(item, `${where}[${index}]`));
  if (value instanceof Map)
    return new Map(
      [...(value as Map<ParameterKey, unknown>)].map(([key, item]) => [key, toParameterValue(item, `${where}.${key}`)]),
    );
  if (isPlainObject(value))
    return new Map(Object.entries(value).map(([key, item]) => [key, toParameterValue(item, `${where}.${key}`)]));
  throw new OptionError({
    what: `parameter ${where}`,
    expected: "null, a boolean, number, bigint, string, list or plain object",
    got: typeof value,
  });
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** True for a mapping among parameter values. */
export function isParameterMap(value: ParameterValue): value is ParameterMap {
  return value instanceof Map;
}

/** True for a float: not finite, with a fraction, or a `JsonFloat`. */
export function isFloat(value: ParameterValue): value is number | JsonFloat {
  return value instanceof JsonFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** The value as JSON data for a notebook's metadata; keys become text as in Python's `json`. */
export function parameterToJson(value: ParameterValue): JsonValue {
  if (Array.isArray(value)) return value.map(parameterToJson);
  if (!isParameterMap(value)) return value as JsonValue;
  const object: JsonObject = {};
  for (const [key, item] of value) setKey(object, keyText(key), parameterToJson(item));
  return object;
}

function keyText(key: ParameterKey): string {
  if (key instanceof JsonFloat) return pythonFloatRepr(key.value);
  return typeof key === "number" && !Number.isInteger(key) ? pythonFloatRepr(key) : String(key);
}
