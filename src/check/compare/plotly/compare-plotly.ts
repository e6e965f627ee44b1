import { isJsonObject, type JsonObject, type JsonValue, stringAt } from "../../../nbformat/index.js";
import { compareTextValue } from "../compare-text-value.js";
import type { CompareContext, Place } from "../context.js";
import { count as counted } from "../count.js";
import { compareJson } from "../json/compare-json.js";
import { type JsonPath, joinKeys, pathKeys } from "../json/json-path.js";
import { numberMessage, numbersClose } from "../numbers-close.js";
import { compareBase64Picture } from "../picture/compare-picture.js";
import { dataPicture } from "../picture/data-url.js";
import { isTypedArray, type NumberArray, toNumberArray } from "./typed-array.js";

/**
 * Compares Plotly figures by trace and axis: numbers within the tolerance whether they are lists or base64 typed arrays,
 * pictures inside the figure by pixels. Random `uid`s are left out, also where only one side has them.
 */
export function comparePlotly(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  if (!isJsonObject(stored) || !isJsonObject(got)) {
    compareTextValue(stored, got, place, context);
    return;
  }
  const describe = (path: JsonPath | undefined): string => describePlace(path, stored);
  compareJson(stored, got, place, context, {
    describe,
    ignoredKey: "uid",
    special: (a, b, path) => {
      if (path?.key === "data" && path.parent === undefined) return compareTraceCount(a, b, place, context);
      const [before, after] = [dataPicture(a), dataPicture(b)];
      if (before !== undefined && after !== undefined) {
        compareBase64Picture(before, after, place, context, describe(path));
        return true;
      }
      // A matrix in nested lists gives one difference too.
      if (isTypedArray(a) || isTypedArray(b) || (isNested(a) && isNested(b)))
        return compareArrays(a, b, describe(path), place, context);
      return false;
    },
  });
}

// True (compared) only if the traces cannot be paired.
function compareTraceCount(a: JsonValue, b: JsonValue, place: Place, context: CompareContext): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length === b.length) return false;
  const before = a.map(traceName);
  const after = b.map(traceName);
  const [old, now] = [new Set(before), new Set(after)];
  const missing = before.filter((name) => !now.has(name)).slice(0, 10);
  const added = after.filter((name) => !old.has(name)).slice(0, 10);
  const hints = [
    missing.length > 0 ? `missing ${missing.join(", ")}` : "",
    added.length > 0 ? `new ${added.join(", ")}` : "",
  ].filter((hint) => hint !== "");
  const message = [`${counted(a.length, "trace")} became ${b.length}`, ...hints].join(": ");
  context.report(place, "traces", message, before.slice(0, 50).join(", "), after.slice(0, 50).join(", "));
  return true;
}

function traceName(trace: JsonValue, index: number): string {
  const name = isJsonObject(trace) ? (stringAt(trace, "name") ?? "") : "";
  return name === "" ? `trace ${index + 1}` : JSON.stringify(name.slice(0, 60));
}

// `trace 2 "B cells", marker.color[3]`; `layout, xaxis.title.text`.
function describePlace(path: JsonPath | undefined, figure: JsonObject): string {
  const keys = pathKeys(path);
  const [first, second, ...rest] = keys;
  if (first === undefined) return "figure";
  if (first === "data" && typeof second === "number") {
    const traces = figure["data"];
    const trace = Array.isArray(traces) ? traces[second] : undefined;
    const name = isJsonObject(trace) ? (stringAt(trace, "name") ?? "") : "";
    const label = `trace ${second + 1}${name === "" ? "" : ` ${JSON.stringify(name.slice(0, 60))}`}`;
    return rest.length === 0 ? label : `${label}, ${joinKeys(rest)}`;
  }
  const inner = keys.slice(1);
  return inner.length === 0 ? String(first) : `${first}, ${joinKeys(inner)}`;
}

function isNested(value: JsonValue): boolean {
  return Array.isArray(value) && Array.isArray(value[0]);
}

// True if both are arrays of numbers.
function compareArrays(a: JsonValue, b: JsonValue, where: string, place: Place, context: CompareContext): boolean {
  const before = toNumberArray(a);
  const after = toNumberArray(b);
  if (before === undefined || after === undefined) return false;
  if (before.shape.join() !== after.shape.join()) {
    const message = `${before.shape.join(" × ")} numbers became ${after.shape.join(" × ")}`;
    context.report(place, where, message, preview(before, 0), preview(after, 0));
    return true;
  }
  let count = 0;
  let first = -1;
  for (let i = 0; i < before.length; i++) {
    if (same(before.at(i), after.at(i), context)) continue;
    if (count++ === 0) first = i;
  }
  if (count === 0) return true;
  const [x, y] = [before.at(first), after.at(first)];
  const others = count === 1 ? "" : `; ${count} of ${before.length} numbers differ`;
  const at = `${where}[${indexIn(first, before.shape).join("][")}]`;
  const message = `${x} became ${y}: ${numberMessage(x, y, context.rules)}${others}`;
  context.report(place, at, message, preview(before, first), preview(after, first));
  return true;
}

function same(stored: number, got: number, { rules }: CompareContext): boolean {
  if (stored === got) return true;
  if (rules.exactIntegers && Number.isInteger(stored) && Number.isInteger(got)) return false;
  return numbersClose(stored, got, rules);
}

function indexIn(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const length of [...shape].reverse()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

function preview(numbers: NumberArray, from: number): string {
  const shown = Array.from({ length: Math.min(10, numbers.length - from) }, (_, i) => numbers.at(from + i));
  return `${from === 0 ? "" : "… "}${shown.join(", ")}${from + 10 < numbers.length ? " …" : ""}`;
}
