import { isJsonObject, type JsonValue, type Output } from "../../nbformat/index.js";
import { pathCovers } from "../normalise/index.js";
import { coalesceStreams } from "./coalesce-streams.js";
import { keyIsCompared } from "./key-pattern.js";
import type { CompareRules } from "./rules.js";

/** One value under a key. */
export interface Entry {
  readonly value: JsonValue;
  /** The texts of a stream that is too long to be compared as one; `value` is null then. */
  readonly pieces?: readonly string[];
  /** A stream as a terminal shows it, if that is not `value`: equal texts of either kind are equal streams. */
  readonly shown?: string;
  /** As pytest-notebook writes it: `/outputs/0/data/text/plain`. */
  readonly path: string;
  /** 0-based index of the output, streams coalesced. */
  readonly output: number;
}

// What nbval never compares: where it came from, counters, and tracebacks with their paths, lines and colours.
const NEVER_COMPARED = new Set([
  "metadata",
  "traceback",
  "prompt_number",
  "output_type",
  "name",
  "execution_count",
  "transient",
]);

/**
 * The outputs as lists of values by key: MIME types, stream names, `ename`, `evalue`. So the order of different keys is
 * lost and that of equal keys kept, as nbval compares.
 */
export function flattenOutputs(outputs: readonly Output[], rules: CompareRules): Map<string, Entry[]> {
  const keys = new Map<string, Entry[]>();
  const compared = new Map<string, boolean>();
  const add = (
    key: string,
    value: JsonValue,
    path: string,
    output: number,
    more: Pick<Entry, "pieces" | "shown"> = {},
  ): void => {
    let wanted = compared.get(key);
    if (wanted === undefined) {
      wanted = keyIsCompared(key, rules);
      compared.set(key, wanted);
    }
    if (!wanted || rules.ignorePaths.some((pattern) => pathCovers(pattern, path))) return;
    const entry: Entry = { value, path, output, ...more };
    const entries = keys.get(key);
    if (entries === undefined) keys.set(key, [entry]);
    else entries.push(entry);
  };
  for (const [index, { output, text, shown }] of coalesceStreams(outputs).entries()) {
    const path = `/outputs/${index}`;
    if (text !== undefined) {
      const name = String(output["name"]);
      if (typeof text !== "string") add(name, null, `${path}/text`, index, { pieces: text });
      else add(name, text, `${path}/text`, index, rules.structure && shown !== undefined ? { shown } : {});
      continue;
    }
    for (const key of Object.keys(output)) {
      const value = output[key];
      if (NEVER_COMPARED.has(key) || value === undefined) continue;
      if (key === "data" && isJsonObject(value)) {
        for (const mime of Object.keys(value))
          add(mime, joinLines(mime, value[mime] as JsonValue), `${path}/data/${mime}`, index);
      } else add(key, value, `${path}/${key}`, index);
    }
  }
  return keys;
}

// Reading a file joins lists of lines; outputs that come from elsewhere may still be lists.
function joinLines(mime: string, value: JsonValue): JsonValue {
  if (!Array.isArray(value) || mime === "application/json" || mime.endsWith("+json")) return value;
  return value.every((item) => typeof item === "string") ? value.join("") : value;
}
