import { JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";
import { isParameterMap, type ParameterKey, type ParameterValue } from "../parameters/value.js";
import type { ValueWriters } from "./translator.js";

/** The value in a language, written by the language's writers. */
export function translateValue(value: ParameterValue, writers: ValueWriters): string {
  if (value === null) return writers.none();
  if (value instanceof JsonFloat) return writers.float(value.value);
  switch (typeof value) {
    case "string":
      return writers.text(value);
    case "boolean":
      return writers.boolean(value);
    case "bigint":
      return writers.integer(value);
    case "number":
      return Number.isInteger(value) ? writers.integer(value) : writers.float(value);
    default:
      break;
  }
  if (isParameterMap(value)) {
    return writers.map([...value].map(([key, item]) => [writers.text(keyText(key)), translateValue(item, writers)]));
  }
  return writers.list((value as readonly ParameterValue[]).map((item) => translateValue(item, writers)));
}

// As Python's str() prints a key.
function keyText(key: ParameterKey): string {
  if (key === null) return "None";
  if (typeof key === "boolean") return key ? "True" : "False";
  if (key instanceof JsonFloat) return pythonFloatRepr(key.value);
  return typeof key === "number" && !Number.isInteger(key) ? pythonFloatRepr(key) : String(key);
}
