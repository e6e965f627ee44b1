import type { JsonValue, LargeValue } from "../json-value.js";
import { LargeJson } from "./large-value.js";

/** The items of a list, one by one, however it is kept; `undefined` for what is no list. */
export function keptItems(value: JsonValue | LargeValue | undefined): Iterable<JsonValue> | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof LargeJson && value.isList ? value.items() : undefined;
}
