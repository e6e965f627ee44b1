import type { JsonValue } from "../json-value.js";
import { JsonBytes, type JsonSource, LONG } from "./json-bytes.js";
import { compareKeys, eachKey } from "./key-order.js";
import { largeJsonPieces } from "./large-json-pieces.js";
import { stringStretches } from "./large-strings.js";
import { LargeJson } from "./large-value.js";

/** Reads the value of the source that begins at a place, so many levels deep. */
export type ReadAt = (source: JsonSource, at: number, depth: number) => JsonValue;

/** The list or object at which the walker stands, kept as its bytes once they are known to be valid; the walker goes behind it. */
export function checkedJson(json: JsonBytes, depth: number, read: ReadAt): LargeJson {
  const { at } = json;
  const source = checkedSource(json, depth);
  return new LargeJson(json.at - at, {
    isList: source.bytes[at] === 0x5b,
    read: () => read(source, at, depth),
    write: (level) => largeJsonPieces(new JsonBytes(source, at), depth, level),
    items: () => items(new JsonBytes(source, at), depth, read),
  });
}

/** The source, valid where the next value is; the walker goes behind it. What was checked as part of another is not again. */
function checkedSource(json: JsonBytes, depth: number): JsonSource {
  if (json.source.unsorted !== undefined) {
    json.skip();
    return json.source;
  }
  const unsorted = new Set<number>();
  check(json, depth, unsorted);
  return { ...json.source, unsorted };
}

/** Walks over the next value; notes the places of long objects whose keys are not in Python's order. */
function check(json: JsonBytes, depth: number, unsorted: Set<number>): void {
  json.checkDepth(depth);
  if (json.isShort()) {
    json.short(depth);
    return;
  }
  const first = json.next;
  if (first === 0x22) stringStretches(json);
  else if (first === 0x5b) {
    for (const part of json.listParts(depth)) if (part === LONG) check(json, depth + 1, unsorted);
  } else checkObject(json, depth, unsorted);
}

function checkObject(json: JsonBytes, depth: number, unsorted: Set<number>): void {
  const opening = json.at;
  let last = -1;
  const follow = (key: number): void => {
    if (last >= 0 && compareKeys(json, last, key) >= 0) unsorted.add(opening);
    last = key;
  };
  for (const part of json.objectParts(depth)) {
    if ("members" in part) eachKey(json.source.bytes, part.start, part.end, follow);
    else {
      follow(part.start);
      check(json, depth + 1, unsorted);
    }
  }
}

function* items(json: JsonBytes, depth: number, read: ReadAt): Generator<JsonValue> {
  if (json.next !== 0x5b) return;
  for (const part of json.listParts(depth)) {
    if (part !== LONG) yield* part.items;
    else {
      const { at } = json;
      // Its own walker reads it, so that long members are kept as they are elsewhere.
      yield read(json.source, at, depth + 1);
      json.skip();
    }
  }
}
