import { isJsonObject, type JsonValue, type Output } from "../../nbformat/index.js";
import type { LargeValue } from "../../nbformat/json-value.js";
import { keptAt } from "../../nbformat/large/large-members.js";
import { LargeTextList } from "../../nbformat/large/large-value.js";
import { isJsonMime } from "../../nbformat/mime.js";
import { pathCovers } from "../normalise/index.js";
import { CoalescedStream } from "./coalesce-streams.js";
import { type EntryKind, EntryList, entryPath } from "./entry-list.js";
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
export function flattenOutputs(outputs: Iterable<Output>, rules: CompareRules, first = 0): Map<string, EntryList> {
  const lists = new Map<string, EntryList>();
  const compared = new Map<string, boolean>();
  const listOf = (key: string): EntryList => {
    const list = lists.get(key) ?? new EntryList(key, rules.structure ? "shown" : "raw");
    lists.set(key, list);
    return list;
  };
  const isCompared = (key: string, output: number, kind: EntryKind): boolean => {
    let wanted = compared.get(key);
    if (wanted === undefined) {
      wanted = keyIsCompared(key, rules);
      compared.set(key, wanted);
    }
    if (!wanted || rules.ignorePaths.length === 0) return wanted;
    const path = entryPath(output, key, kind);
    return !rules.ignorePaths.some((pattern) => pathCovers(pattern, path));
  };
  const streams = new Map<string, CoalescedStream>();
  let next = first;
  for (const output of outputs) {
    if (output.output_type === "stream") {
      const name = String(output["name"]);
      const stream = streams.get(name) ?? new CoalescedStream(next++);
      if (!streams.has(name) && isCompared(name, stream.output, "stream")) listOf(name);
      streams.set(name, stream);
      stream.add(output);
      continue;
    }
    const index = next++;
    for (const key of Object.keys(output)) {
      if (NEVER_COMPARED.has(key)) continue;
      const value = keptAt(output, key);
      if (value === undefined) continue;
      if (key === "data" && isJsonObject(value)) {
        for (const mime of Object.keys(value))
          if (isCompared(mime, index, "data"))
            listOf(mime).add(joinLines(mime, keptAt(value, mime) as JsonValue), index, "data");
      } else if (isCompared(key, index, "own")) listOf(key).add(value, index, "own");
    }
  }
  for (const [name, stream] of streams)
    if (isCompared(name, stream.output, "stream")) listOf(name).add(stream.text(), stream.output, "stream");
  return lists;
}

// Reading a file joins lists of lines; outputs that come from elsewhere may still be lists.
function joinLines(mime: string, value: JsonValue | LargeValue): JsonValue | LargeValue {
  if (value instanceof LargeTextList && !isJsonMime(mime)) return value.joined;
  if (!Array.isArray(value) || isJsonMime(mime)) return value;
  return value.every((item) => typeof item === "string") ? value.join("") : value;
}
