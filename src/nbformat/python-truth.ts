import { JsonFloat } from "./json-value.js";

/** What Python takes for true of a value of JSON or YAML: not `0`, not what is empty, and NaN is no zero. */
export function isPythonTrue(value: unknown): boolean {
  if (value instanceof JsonFloat) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Number.isNaN(value) || Boolean(value);
}
