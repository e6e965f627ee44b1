import { stringPieces } from "../string-pieces.js";
import type { JsonBytes } from "./json-bytes.js";
import { JsonFormatter } from "./json-formatter.js";
import { sortedKeyPlaces } from "./key-order.js";
import { largeText } from "./large-strings.js";
import { stringStretches } from "./string-stretches.js";

/**
 * What `writeJson` gives for the valid value at which the walker stands, in pieces.
 */
export function* largeJsonPieces(json: JsonBytes, level: number): Generator<string> {
  yield* valuePieces(json, new JsonFormatter(json.source), level);
}

function* valuePieces(json: JsonBytes, out: JsonFormatter, level: number): Generator<string> {
  if (json.isShort()) {
    json.at = out.value(json.at, level);
    yield out.take();
  } else if (json.next === 0x22) yield* stringPieces(largeText(json, stringStretches(json)).pieces());
  else if (json.next === 0x5b) yield* listPieces(json, out, level);
  else yield* objectPieces(json, out, level);
}

function* listPieces(json: JsonBytes, out: JsonFormatter, level: number): Generator<string> {
  let separator = "[";
  for (const { start, end, long } of json.groups("]")) {
    if (long) {
      out.ascii(separator);
      out.line(level + 1);
      yield out.take();
      yield* valuePieces(json, out, level + 1);
    } else {
      out.run(start, end, level + 1, false, separator);
      yield out.take();
    }
    separator = ",";
  }
  yield closing(out, separator, "]", level);
}

function* objectPieces(json: JsonBytes, out: JsonFormatter, level: number): Generator<string> {
  let separator = "{";
  const { source } = json;
  if (source.unsorted?.has(json.at)) {
    const start = json.at;
    for (const place of sortedKeyPlaces(source.bytes, start + 1)) {
      out.ascii(separator);
      separator = ",";
      out.line(level + 1);
      json.at = place;
      const key = json.key();
      if (json.isShort()) {
        out.member(place, level + 1);
        if (out.length >= source.partBytes) yield out.take();
      } else yield* longMember(json, out, key, level + 1);
    }
    json.at = start;
    json.skip();
  } else {
    for (const { start, end, long } of json.groups("}")) {
      if (long) {
        out.ascii(separator);
        out.line(level + 1);
        yield* longMember(json, out, json.key(), level + 1);
      } else {
        out.run(start, end, level + 1, true, separator);
        yield out.take();
      }
      separator = ",";
    }
  }
  yield closing(out, separator, "}", level);
}

function* longMember(json: JsonBytes, out: JsonFormatter, key: string, level: number): Generator<string> {
  yield `${out.take()}${JSON.stringify(key)}: `;
  yield* valuePieces(json, out, level);
}

function closing(out: JsonFormatter, separator: string, bracket: "]" | "}", level: number): string {
  if (separator !== ",") out.ascii(separator);
  else out.line(level);
  out.ascii(bracket);
  return out.take();
}
