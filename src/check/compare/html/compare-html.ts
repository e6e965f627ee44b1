import type { JsonValue } from "../../../nbformat/index.js";
import { compareTextValue } from "../compare-text-value.js";
import type { CompareContext, Place } from "../context.js";
import { compareText } from "../text/compare-text.js";
import { compareTrees } from "./compare-tree.js";
import { parseHtml } from "./html-tree.js";
import { canonicalSvg } from "./svg-ids.js";

/**
 * Compares HTML by structure: the order of attributes, comments and white space between blocks do not matter, tables go
 * cell by cell. What is too large or too deep to parse is compared as text.
 */
export function compareHtml(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  if (typeof stored !== "string" || typeof got !== "string") {
    compareTextValue(stored, got, place, context);
    return;
  }
  if (stored === got) return;
  const a = context.normalise(stored, place.path);
  const b = context.normalise(got, place.path);
  if (a === b) return;
  const before = parseHtml(a);
  const after = parseHtml(b);
  if (before === undefined || after === undefined) {
    compareText(a, b, place, context);
    return;
  }
  compareTrees(canonicalSvg(before), canonicalSvg(after), place, context);
}
