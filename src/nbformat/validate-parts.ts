import type { FormatRules } from "./format-rules.js";
import { toPointerKey } from "./json-pointer.js";
import { isJsonObject, type JsonObject, type JsonValue, type LargeValue } from "./json-value.js";
import { keptItems } from "./large/kept-items.js";
import { keptAt } from "./large/large-members.js";
import { LargeText, LargeTextList } from "./large/large-value.js";

/** One broken rule of the format: where, as a JSON pointer, and what is wrong; `problemText` says both in words. */
export interface NotebookProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A problem for each key that is not in the list. */
export function unknownKeys(object: JsonObject, known: readonly string[], pointer: string): NotebookProblem[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => ({ pointer, message: `"${key}" is not a known key; known are ${known.join(", ")}` }));
}

/** True for a whole number of at least 0, written as an integer (`1.0` is none). */
export function isCount(value: JsonValue | LargeValue | undefined): boolean {
  return (
    (typeof value === "number" && Number.isInteger(value) && value >= 0) || (typeof value === "bigint" && value >= 0n)
  );
}

/** True for a text, however it is kept. */
export function isText(value: JsonValue | LargeValue | undefined): boolean {
  return typeof value === "string" || value instanceof LargeText;
}

/** True for a list of texts, however it is kept. */
export function isTextList(value: JsonValue | LargeValue | undefined): boolean {
  if (value instanceof LargeTextList) return true;
  const items = keptItems(value);
  if (items === undefined) return false;
  for (const item of items) if (typeof item !== "string") return false;
  return true;
}

/** A problem if the value is there and is no text. */
export function textProblem(object: JsonObject, key: string, pointer: string, required = false): NotebookProblem[] {
  const value = keptAt(object, key);
  if (value === undefined) return required ? [{ pointer, message: `"${key}" is missing` }] : [];
  return isText(value) ? [] : [{ pointer: `${pointer}/${toPointerKey(key)}`, message: "must be a string" }];
}

/** A problem if the value is neither a string nor a list of strings. */
export function linesProblem(value: JsonValue | LargeValue, pointer: string): NotebookProblem[] {
  return isText(value) || isTextList(value) ? [] : [{ pointer, message: "must be a string or a list of strings" }];
}

/** The problems of a bundle of MIME type → text; JSON types may hold anything, and all types after 4.5. */
export function bundleProblems(
  bundle: JsonValue | LargeValue,
  pointer: string,
  { future }: FormatRules,
): NotebookProblem[] {
  if (!isJsonObject(bundle)) return [{ pointer, message: "must be an object of MIME type and data" }];
  if (future) return [];
  return (
    Object.keys(bundle)
      // As Python reads the schema's pattern: no line end but one at the end.
      .filter((mime) => !/^application\/([^\n]*\+)?json\n?$/.test(mime))
      .flatMap((mime) => linesProblem(keptAt(bundle, mime) as JsonValue, `${pointer}/${toPointerKey(mime)}`))
  );
}
