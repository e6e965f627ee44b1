import { isJsonObject, type JsonObject, type JsonValue } from "../../../nbformat/index.js";
import type { CompareContext, Place } from "../context.js";
import { count as counted } from "../count.js";
import { isScalar, type Scalar, scalarMessage } from "./compare-scalar.js";
import { type JsonPath, pathText } from "./json-path.js";

/** What a MIME type's own comparer adds to the comparison by structure. */
export interface JsonCompareOptions {
  /** Sees each pair first; true if it has compared it. */
  readonly special?: (stored: JsonValue, got: JsonValue, path: JsonPath | undefined) => boolean;
  /** A key that is left out on both sides, whether or not the other side has it. */
  readonly ignoredKey?: string;
  /** The place for people; the default is `$.a.b[3]`. */
  readonly describe?: (path: JsonPath | undefined) => string;
}

interface Frame {
  readonly stored: JsonObject | readonly JsonValue[];
  readonly got: JsonObject | readonly JsonValue[];
  readonly keys: readonly string[] | undefined;
  readonly path: JsonPath | undefined;
  next: number;
}

/**
 * Compares JSON by structure: keys in any order, lists in order, numbers within the tolerance (`1` is `1.0`), texts
 * normalised. Walks with a stack of its own, so that depth is limited by memory only, and stops when the list is full.
 */
export function compareJson(
  stored: JsonValue,
  got: JsonValue,
  place: Place,
  context: CompareContext,
  options: JsonCompareOptions = {},
): void {
  const describe = options.describe ?? pathText;
  const stack: Frame[] = [];
  const visit = (a: JsonValue, b: JsonValue, path: JsonPath | undefined): void => {
    if (options.special?.(a, b, path) === true) return;
    if (isScalar(a) && isScalar(b)) {
      const message = scalarMessage(a, b, place, context);
      if (message !== "") context.report(place, describe(path), message, a, b);
    } else if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) {
        const first = firstDifference(a, b, place, context);
        const hint = first === undefined ? "" : `, the first that differs is [${first}]`;
        context.report(place, describe(path), `${counted(a.length, "item")} became ${b.length}${hint}`, a, b);
      } else if (!compareScalarList(a, b, path, place, context, describe))
        stack.push({ stored: a, got: b, keys: undefined, path, next: 0 });
    } else if (isJsonObject(a) && isJsonObject(b)) {
      const names = (value: JsonObject): string[] => Object.keys(value).filter((key) => key !== options.ignoredKey);
      compareKeys(a, b, names, path, place, context, describe);
      stack.push({ stored: a, got: b, keys: names(a).filter((key) => Object.hasOwn(b, key)), path, next: 0 });
    } else context.report(place, describe(path), `${kind(a)} became ${kind(b)}`, a, b);
  };
  visit(stored, got, undefined);
  while (stack.length > 0 && !context.full()) {
    const frame = stack.at(-1) as Frame;
    const index = frame.next++;
    const key = frame.keys === undefined ? index : frame.keys[index];
    if (key === undefined || (frame.keys === undefined && index >= (frame.stored as readonly JsonValue[]).length)) {
      stack.pop();
      continue;
    }
    const a = (frame.stored as Readonly<Record<string | number, JsonValue | undefined>>)[key] ?? null;
    const b = (frame.got as Readonly<Record<string | number, JsonValue | undefined>>)[key] ?? null;
    if (a !== b) visit(a, b, { parent: frame.path, key });
  }
}

function compareKeys(
  a: JsonObject,
  b: JsonObject,
  names: (value: JsonObject) => readonly string[],
  path: JsonPath | undefined,
  place: Place,
  context: CompareContext,
  describe: (path: JsonPath | undefined) => string,
): void {
  const missing = names(a).filter((key) => !Object.hasOwn(b, key));
  const surplus = names(b).filter((key) => !Object.hasOwn(a, key));
  // One key each way in the same object reads as a renaming.
  if (missing.length === 1 && surplus.length === 1) {
    const [old, now] = [missing[0] as string, surplus[0] as string];
    context.report(
      place,
      describe({ parent: path, key: old }),
      `the key became ${JSON.stringify(now)}`,
      a[old],
      b[now],
    );
    return;
  }
  for (const key of missing)
    context.report(place, describe({ parent: path, key }), "the key is missing", a[key], undefined);
  for (const key of surplus)
    context.report(place, describe({ parent: path, key }), "the key is new", undefined, b[key]);
}

/** Lists of scalars give one difference, however many items differ. False if the lists hold anything else. */
function compareScalarList(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
  path: JsonPath | undefined,
  place: Place,
  context: CompareContext,
  describe: (path: JsonPath | undefined) => string,
): boolean {
  if (!a.every(isScalar) || !b.every(isScalar)) return false;
  let count = 0;
  let first = -1;
  let message = "";
  for (let i = 0; i < a.length; i++) {
    const why = scalarMessage(a[i] as Scalar, b[i] as Scalar, place, context);
    if (why === "") continue;
    if (count === 0) {
      first = i;
      message = why;
    }
    count++;
  }
  if (count > 0) {
    const others = count === 1 ? "" : `; ${count} of ${a.length} items differ`;
    context.report(place, describe({ parent: path, key: first }), `${message}${others}`, a[first], b[first]);
  }
  return true;
}

function firstDifference(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
  place: Place,
  context: CompareContext,
): number | undefined {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as JsonValue, b[i] as JsonValue];
    if (!isScalar(left) || !isScalar(right)) return undefined;
    if (scalarMessage(left, right, place, context) !== "") return i;
  }
  return undefined;
}

function kind(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return "an object";
  return typeof value === "string" ? "a text" : typeof value === "boolean" ? "a boolean" : "a number";
}
