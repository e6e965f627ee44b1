import type { JsonValue } from "../json-value.js";
import { JsonBytes, type JsonSource, LONG } from "./json-bytes.js";
import { compareKeys } from "./key-order.js";
import { largeJsonPieces } from "./large-json-pieces.js";
import { LargeJson } from "./large-value.js";
import { PlaceSet } from "./place-set.js";
import { stringStretches } from "./string-stretches.js";
import { validEnd } from "./valid-json.js";

/** Reads the value of the source that begins at a place, so many levels deep. */
export type ReadAt = (source: JsonSource, at: number, depth: number) => JsonValue;

/** The list or object at which the walker stands, kept as its bytes once they are known to be valid; the walker goes behind it. */
export function checkedJson(json: JsonBytes, depth: number, read: ReadAt): LargeJson {
  const { at } = json;
  const source = checkedSource(json, depth);
  return new LargeJson(json.at - at, {
    isList: source.bytes[at] === 0x5b,
    read: () => read(source, at, depth),
    write: (level) => largeJsonPieces(new JsonBytes(source, at), level),
    items: () => items(new JsonBytes(source, at), depth, read),
  });
}

/** The source, valid where the next value is; the walker goes behind it. What was checked as part of another is not again. */
function checkedSource(json: JsonBytes, depth: number): JsonSource {
  if (json.source.unsorted !== undefined) {
    json.skip();
    return json.source;
  }
  const unsorted = new PlaceSet();
  const { bytes } = json.source;
  const end = validEnd(bytes, json.at, depth, (opening, last, key) => {
    if (compareKeys(bytes, last, key) >= 0) unsorted.add(opening);
  });
  // What is wrong, and where, says the reader that makes values.
  if (end < 0) refuse(json, depth);
  json.at = end;
  return { ...json.source, unsorted };
}

/** Walks over the next value as those do who read it, up to where it is refused. */
function refuse(json: JsonBytes, depth: number): never {
  walk(json, depth);
  return json.fail("a value", json.at);
}

function walk(json: JsonBytes, depth: number): void {
  json.checkDepth(depth);
  if (json.isShort()) json.short(depth);
  else if (json.next === 0x22) stringStretches(json);
  else if (json.next === 0x5b) {
    for (const part of json.listParts(depth)) if (part === LONG) walk(json, depth + 1);
  } else for (const part of json.objectParts(depth)) if ("key" in part) walk(json, depth + 1);
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
