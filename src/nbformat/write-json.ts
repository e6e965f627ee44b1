import { NotebookError } from "../core/errors.js";
import { compareByCodePoint } from "./code-point-order.js";
import { isJsonObject, JsonFloat, type JsonObject, LargeValue } from "./json-value.js";
import { keptAt } from "./large/large-members.js";
import { LargeJson } from "./large/large-value.js";
import { jsonFloatText } from "./python-number.js";
import { splitLines } from "./split-lines.js";
import { type JsonTree, type JsonTreeObject, TextLines, TreeItems, WrittenItems } from "./text-lines.js";

/**
 * The text that Python's `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, separators=(",", ": "))`
 * gives, for a value that stands `level` objects or lists deep (its first line is not indented).
 */
export function writeJson(value: JsonTree, level = 0): string {
  const parts: string[] = [];
  writeValue(parts, value, level);
  return parts.join("");
}

/** The keys of an object that have a value, in Python's order. */
export function sortedKeys(object: JsonTreeObject): string[] {
  return Object.keys(object)
    .filter((key) => keptAt(object as JsonObject, key) !== undefined)
    .sort(compareByCodePoint);
}

function writeValue(parts: string[], value: JsonTree, level: number): void {
  if (Array.isArray(value)) writeList(parts, value, level);
  else if (value instanceof TextLines) writeList(parts, splitLines(value.text), level);
  else if (value instanceof LargeJson) parts.push(...value.pieces(level));
  else if (value instanceof LargeValue) writeValue(parts, value.value(), level);
  else if (value instanceof WrittenItems) parts.push(value.text);
  else if (value instanceof TreeItems) writeList(parts, [...value.items()], level);
  else if (isJsonObject(value)) writeObject(parts, value, level);
  else parts.push(writeScalar(value as null | boolean | number | bigint | string | JsonFloat));
}

/** A string, number, boolean or null as Python's `json` writes it. */
export function writeScalar(value: null | boolean | number | bigint | string | JsonFloat): string {
  // JSON.stringify escapes what Python escapes; a lone surrogate, on which Python fails, stays an escape.
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isInteger(value) ? integerText(value) : jsonFloatText(value);
  if (value instanceof JsonFloat) return jsonFloatText(value.value);
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value);
  throw new NotebookError({ what: "JSON cannot hold the value", got: typeof value });
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

function writeObject(parts: string[], object: JsonTreeObject, level: number): void {
  const keys = sortedKeys(object);
  if (keys.length === 0) {
    parts.push("{}");
    return;
  }
  const indent = `\n${" ".repeat(level + 1)}`;
  let separator = `{${indent}`;
  for (const key of keys) {
    parts.push(separator, JSON.stringify(key), ": ");
    writeValue(parts, keptAt(object as JsonObject, key) as JsonTree, level + 1);
    separator = `,${indent}`;
  }
  parts.push(`\n${" ".repeat(level)}}`);
}
