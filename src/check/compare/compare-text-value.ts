import type { JsonValue } from "../../nbformat/index.js";
import type { CompareContext, Place } from "./context.js";
import { compareJsonValue } from "./json/compare-json-value.js";
import { compareText } from "./text/compare-text.js";

/** Compares texts after normalising both; what is no text is compared as JSON. */
export function compareTextValue(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  if (typeof stored !== "string" || typeof got !== "string") {
    compareJsonValue(stored, got, place, context);
    return;
  }
  if (stored === got) return;
  compareText(context.normalise(stored, place.path), context.normalise(got, place.path), place, context);
}
