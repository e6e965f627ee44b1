import { isJsonObject, type JsonValue, type Output } from "../../nbformat/index.js";
import type { LargeValue } from "../../nbformat/json-value.js";
import { keptAt } from "../../nbformat/large/large-members.js";
import { LargeTextList } from "../../nbformat/large/large-value.js";
import { isJsonMime } from "../../nbformat/mime.js";
import { pathCovers } from "../normalise/index.js";
import { coalesceStreams } from "./coalesce-streams.js";
import { Entry, type EntryPlace } from "./entry.js";
import { keyIsCompared } from "./key-pattern.js";
import type { CompareRules } from "./rules.js";

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
 * lost and that of equal keys kept, as nbval compares. The paths of rules count the first output as `first`.
 */
export function flattenOutputs(outputs: readonly Output[], rules: CompareRules, first = 0): Map<string, Entry[]> {
  const keys = new Map<string, Entry[]>();
  const compared = new Map<string, boolean>();
  const add = (key: string, value: JsonValue | LargeValue, place: EntryPlace): void => {
    let wanted = compared.get(key);
    if (wanted === undefined) {
      wanted = keyIsCompared(key, rules);
      compared.set(key, wanted);
    }
    if (!wanted || rules.ignorePaths.some((pattern) => pathCovers(pattern, place.path))) return;
    const entry = new Entry(value, place);
    const entries = keys.get(key);
    if (entries === undefined) keys.set(key, [entry]);
    else entries.push(entry);
  };
  const stream = rules.structure ? "shown" : "raw";
  for (const [i, { output, text }] of coalesceStreams(outputs).entries()) {
    const index = first + i;
    const path = `/outputs/${index}`;
    if (text !== undefined) {
      add(String(output["name"]), text, { path: `${path}/text`, output: index, stream });
      continue;
    }
    for (const key of Object.keys(output)) {
      if (NEVER_COMPARED.has(key)) continue;
      const value = keptAt(output, key);
      if (value === undefined) continue;
      if (key === "data" && isJsonObject(value)) {
        for (const mime of Object.keys(value))
          add(mime, joinLines(mime, keptAt(value, mime) as JsonValue), { path: `${path}/data/${mime}`, output: index });
      } else add(key, value, { path: `${path}/${key}`, output: index });
    }
  }
  return keys;
}

// Reading a file joins lists of lines; outputs that come from elsewhere may still be lists.
function joinLines(mime: string, value: JsonValue | LargeValue): JsonValue | LargeValue {
  if (value instanceof LargeTextList && !isJsonMime(mime)) return value.joined;
  if (!Array.isArray(value) || isJsonMime(mime)) return value;
  return value.every((item) => typeof item === "string") ? value.join("") : value;
}
