import { type JsonBytes, LONG } from "./json-bytes.js";
import { LargeText } from "./large-value.js";
import { plainStretches } from "./plain-stretches.js";
import { escapeLength } from "./valid-json.js";

/** Stretches of a text's bytes: the inside of a string, or a run of the strings of a list. */
export interface TextStretch {
  readonly start: number;
  readonly end: number;
  readonly list: boolean;
}

/** The stretches of the string at which the walker stands, each about as long as a part; the walker goes behind it. */
export function stringStretches(json: JsonBytes): TextStretch[] {
  const { bytes, partBytes } = json.source;
  const opening = json.at;
  const stretches: TextStretch[] = [];
  let start = opening + 1;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    // A stretch may end before any byte that begins a character or an escape.
    if (i - start >= partBytes && (byte & 0xc0) !== 0x80) {
      stretches.push({ start, end: i, list: false });
      start = i;
    }
    if (byte === 0x22) {
      stretches.push({ start, end: i, list: false });
      json.at = i + 1;
      return stretches;
    }
    if (byte === 0x5c) i += escapeLength(bytes, i + 1) || badString(json, opening);
    else if (byte < 0x20) badString(json, opening);
  }
  return json.fail("a closing double quote", opening);
}

function badString(json: JsonBytes, opening: number): never {
  // As `readJson`: a string without an end is refused as such, whatever else is wrong with it.
  for (let i = opening + 1; i < json.source.bytes.length; i++) {
    if (json.source.bytes[i] === 0x5c) i++;
    else if (json.source.bytes[i] === 0x22) json.fail("a string with valid escapes and no control characters", opening);
  }
  return json.fail("a closing double quote", opening);
}

/** The text of stretches of valid JSON. */
export function largeText(json: JsonBytes, stretches: readonly TextStretch[]): LargeText {
  const byteLength = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  return new LargeText(
    byteLength,
    () => wholePairs(decoded(json, stretches)),
    () => plainStretches(json.source.bytes, stretches),
  );
}

/** The texts of the valid list at which the walker stands, with a separator between them, in pieces. */
export function* separatedTexts(json: JsonBytes, depth: number, separator: string): Generator<string> {
  let before = "";
  json.next;
  for (const part of json.listParts(depth)) {
    if (before !== "") yield before;
    before = separator;
    if (part === LONG) {
      json.next; // goes over the white space in front of it
      yield* largeText(json, stringStretches(json)).pieces();
    } else yield part.items.join(separator);
  }
}

function* decoded(json: JsonBytes, stretches: readonly TextStretch[]): Generator<string> {
  for (const { start, end, list } of stretches) {
    const text = json.text(start, end);
    if (list) yield (JSON.parse(`[${text}]`) as string[]).join("");
    else yield text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
  }
}

/** The pieces, but none ends inside a surrogate pair: its halves could not be encoded one by one. */
function* wholePairs(pieces: Iterable<string>): Generator<string> {
  let half = "";
  for (const piece of pieces) {
    const text = half + piece;
    const last = text.charCodeAt(text.length - 1);
    half = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : "";
    yield half === "" ? text : text.slice(0, -1);
  }
  if (half !== "") yield half;
}
