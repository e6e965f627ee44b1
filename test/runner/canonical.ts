import { JsonFloat, pythonFloatRepr } from "../../src/nbformat/index.js";
import type { ParameterValue } from "../../src/runner/index.js";

/** A value as text in which ints, floats, order and key types can be told apart; the oracle writes the same. */
export function canonical(value: ParameterValue): string {
  if (value === null) return "N";
  if (value === true) return "T";
  if (value === false) return "F";
  if (typeof value === "string") return `s${asciiJson(value)}`;
  if (value instanceof JsonFloat) return `f${pythonFloatRepr(value.value)}`;
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") return Number.isInteger(value) ? `i${value}` : `f${pythonFloatRepr(value)}`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${canonical(key)}:${canonical(item)}`).join(",")}}`;
  return `[${(value as readonly ParameterValue[]).map(canonical).join(",")}]`;
}

/** JSON text with all but ASCII escaped, as Python's json.dumps writes it. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) =>
    unit === "\u007f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
