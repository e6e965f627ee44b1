import { isJsonObject, JsonFloat, type JsonObject, type JsonValue } from "./json-value.js";
import { jsonFloatText } from "./python-number.js";
import { splitLines } from "./split-lines.js";
import { type JsonTree, TextLines } from "./text-lines.js";

/**
 * The text that Python's `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, separators=(",", ": "))`
 * gives, for a value that stands `level` objects or lists deep (its first line is not indented).
 */
export function writeJson(value: JsonTree, level = 0): string {
  const parts: string[] = [];
  writeValue(parts, value, level);
  return parts.join("");
}

/** Keys in Python's order: by code point. JavaScript's own order is by UTF-16 unit, which differs beyond U+FFFF. */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x < 0xd800 && y < 0xd800 ? x - y : compareCodePointsAt(a, b, i);
  }
  return a.length - b.length;
}

/** Compares two texts that differ first at unit `at`, which may be the second half of a code point in one or both. */
function compareCodePointsAt(a: string, b: string, at: number): number {
  const before = at > 0 ? a.charCodeAt(at - 1) : 0;
  const start = before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
  const difference = codePoint(a, start) - codePoint(b, start);
  // Equal if the half before stands alone in both.
  return difference === 0 ? codePoint(a, at) - codePoint(b, at) : difference;
}

function codePoint(text: string, at: number): number {
  return text.codePointAt(at) as number;
}

/** The keys of an object that have a value, in Python's order. */
export function sortedKeys(object: JsonObject): string[] {
  return Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort(compareByCodePoint);
}

function writeValue(parts: string[], value: JsonTree, level: number): void {
  if (Array.isArray(value)) writeList(parts, value, level);
  else if (value instanceof TextLines) writeList(parts, splitLines(value.text), level);
  else if (isJsonObject(value)) writeObject(parts, value, level);
  else parts.push(writeScalar(value as null | boolean | number | bigint | string | JsonFloat));
}

/** A string, number, boolean or null as Python's `json` writes it. */
export function writeScalar(value: null | boolean | number | bigint | string | JsonFloat): string {
  // JSON.stringify escapes what Python escapes; a lone surrogate, on which Python fails, stays an escape.
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isInteger(value) ? integerText(value) : jsonFloatText(value);
  if (value instanceof JsonFloat) return jsonFloatText(value.value);
  return String(value);
}

// A number above 2^53 is no integer that came from a file (those are bigint); it still must not print as 1e+21.
function integerText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

function writeList(parts: string[], list: readonly JsonTree[], level: number): void {
  if (list.length === 0) {
    parts.push("[]");
    return;
  }
  const indent = `\n${" ".repeat(level + 1)}`;
  let separator = `[${indent}`;
  for (const item of list) {
    parts.push(separator);
    writeValue(parts, item, level + 1);
    separator = `,${indent}`;
  }
  parts.push(`\n${" ".repeat(level)}]`);
}

function writeObject(parts: string[], object: JsonObject, level: number): void {
  const keys = sortedKeys(object);
  if (keys.length === 0) {
    parts.push("{}");
    return;
  }
  const indent = `\n${" ".repeat(level + 1)}`;
  let separator = `{${indent}`;
  for (const key of keys) {
    parts.push(separator, JSON.stringify(key), ": ");
    writeValue(parts, object[key] as JsonValue, level + 1);
    separator = `,${indent}`;
  }
  parts.push(`\n${" ".repeat(level)}}`);
}
