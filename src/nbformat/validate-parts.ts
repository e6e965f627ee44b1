import type { FormatRules } from "./format-rules.js";
import { toPointerKey } from "./json-pointer.js";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.js";

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
export function isCount(value: JsonValue | undefined): boolean {
  return (
    (typeof value === "number" && Number.isInteger(value) && value >= 0) || (typeof value === "bigint" && value >= 0n)
  );
}

/** A problem if the value is there and is no text. */
export function textProblem(object: JsonObject, key: string, pointer: string, required = false): NotebookProblem[] {
  const value = object[key];
  if (value === undefined) return required ? [{ pointer, message: `"${key}" is missing` }] : [];
  return typeof value === "string" ? [] : [{ pointer: `${pointer}/${toPointerKey(key)}`, message: "must be a string" }];
}

/** A problem if the value is neither a string nor a list of strings. */
export function linesProblem(value: JsonValue, pointer: string): NotebookProblem[] {
  const lines = Array.isArray(value) && value.every((line) => typeof line === "string");
  return typeof value === "string" || lines ? [] : [{ pointer, message: "must be a string or a list of strings" }];
}

/** The problems of a bundle of MIME type → text; JSON types may hold anything, and all types after 4.5. */
export function bundleProblems(bundle: JsonValue, pointer: string, { future }: FormatRules): NotebookProblem[] {
  if (!isJsonObject(bundle)) return [{ pointer, message: "must be an object of MIME type and data" }];
  if (future) return [];
  return (
    Object.keys(bundle)
      // As Python reads the schema's pattern: no line end but one at the end.
      .filter((mime) => !/^application\/([^\n]*\+)?json\n?$/.test(mime))
      .flatMap((mime) => linesProblem(bundle[mime] as JsonValue, `${pointer}/${toPointerKey(mime)}`))
  );
}
