import type { JsonObject, JsonValue } from "../../nbformat/index.js";
import type { LargeValue } from "../../nbformat/json-value.js";
import { copyMember, largeAt, setLarge } from "../../nbformat/large/large-members.js";
import { LargeJson, LargeText, LargeTextList } from "../../nbformat/large/large-value.js";
import { keptPieces } from "../../nbformat/large/plain-stretch.js";
import { TextBuilder } from "../../nbformat/large/text-builder.js";
import { StreamScrubber } from "./stream-scrubber.js";
import type { TextScrubber } from "./text-scrubber.js";

/** What stands between two texts of a list, or before and after the colour of a character, in written JSON. */
const BETWEEN = /",\s*"|\\u001b\[[0-9;:]*[mK]/g;

/**
 * A value that is kept as bytes, with every secret replaced: the same value if it holds none, which is found out piece by piece.
 * Else texts are put together anew, and lists and objects are read.
 */
export function scrubLarge(large: LargeValue, scrubber: TextScrubber): LargeValue | JsonValue {
  if (large instanceof LargeText) return holds(large.pieces(), scrubber) ? scrubText(large, scrubber) : large;
  // Each text of a list is a part of the whole.
  if (large instanceof LargeTextList && !holds(large.joined.pieces(), scrubber)) return large;
  if (large instanceof LargeJson && !mayHold(large.pieces(0), scrubber)) return large;
  const value = large.value();
  const clean = scrubber.data(value);
  return clean === value ? large : clean;
}

/** Scrubs a member of an object in place, however it is kept. */
export function scrubMember(object: JsonObject, key: string, scrubber: TextScrubber): void {
  const large = largeAt(object, key);
  if (large === undefined) {
    if (object[key] !== undefined) object[key] = scrubber.data(object[key]);
    return;
  }
  const clean = scrubLarge(large, scrubber);
  if (clean !== large) setMember(object, key, clean);
}

/** Copies a member; what is kept as bytes is not read. */
export function copyKept(from: JsonObject, to: JsonObject, key: string): void {
  if (!copyMember(from, to, key)) setMember(to, key, from[key] as JsonValue);
}

/** Sets a member, however it is kept; also one whose key is `__proto__`. */
export function setMember(object: JsonObject, key: string, value: LargeValue | JsonValue): void {
  if (value instanceof LargeText || value instanceof LargeTextList || value instanceof LargeJson)
    setLarge(object, key, value);
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** True if the text that comes in pieces holds a secret. */
function holds(pieces: Iterable<string>, scrubber: TextScrubber): boolean {
  return someStretch(pieces, scrubber.reach, (text) => scrubber.holds(text));
}

/** True if a text of the written JSON may hold a secret, or texts of a list do together; never false if one does. */
function mayHold(pieces: Iterable<string>, scrubber: TextScrubber): boolean {
  return someStretch(pieces, 2 * scrubber.reach, (text) => scrubber.mayHoldWritten(text.replace(BETWEEN, "")));
}

/** True if the test holds for one of the pieces, each looked at with the end of what came before it. */
function someStretch(pieces: Iterable<string>, reach: number, test: (text: string) => boolean): boolean {
  let before = "";
  for (const piece of pieces) {
    const text = before + piece;
    if (test(text)) return true;
    before = text.slice(-reach);
  }
  return false;
}

/** Stretches without a secret stay the bytes that they are: beside them all of the text would lie a second time. */
function scrubText(large: LargeText, scrubber: TextScrubber): LargeText | string {
  const stream = new StreamScrubber(scrubber);
  const clean = new TextBuilder();
  for (const { text, stretch } of keptPieces(large)) {
    const sure = stream.push(text);
    if (stretch !== undefined && sure === text) clean.appendJson(stretch.json);
    else clean.append(sure);
  }
  clean.append(stream.flush());
  return clean.textWith(new TextBuilder());
}
