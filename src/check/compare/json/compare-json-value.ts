import type { JsonValue } from "../../../nbformat/index.js";
import type { CompareContext, Place } from "../context.js";
import { compareJson } from "./compare-json.js";

/** Compares values of JSON MIME types, and values of other keys that are no texts. */
export function compareJsonValue(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  compareJson(stored, got, place, context);
}
