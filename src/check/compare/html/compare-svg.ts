import type { JsonValue } from "../../../nbformat/index.js";
import type { CompareContext, Place } from "../context.js";
import { compareHtml } from "./compare-html.js";

/** Compares SVG as HTML parsers read it: numbers in paths within the tolerance, ids by their order, no metadata. */
export function compareSvg(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  const read = (value: JsonValue): JsonValue => (typeof value === "string" ? withoutProlog(value) : value);
  compareHtml(read(stored), read(got), place, context);
}

// An XML declaration and document type mean nothing to an HTML parser, but an internal subset would show as text.
function withoutProlog(text: string): string {
  const start = text.indexOf("<svg");
  return start > 0 ? text.slice(start) : text;
}
