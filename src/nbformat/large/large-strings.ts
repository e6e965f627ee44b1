import { type JsonBytes, LONG } from "./json-bytes.js";
import { LargeText, type PlainStretch } from "./large-value.js";
import { stringStretches, type TextStretch } from "./string-stretches.js";

/** The text of stretches of valid JSON. */
export function largeText(json: JsonBytes, stretches: readonly TextStretch[]): LargeText {
  const byteLength = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  return new LargeText(
    byteLength,
    () => wholePairs(decoded(json, stretches)),
    () => plainStretches(json.source.bytes, stretches),
  );
}

/** The stretches as parts of a text; `undefined` if one of them is not plain. */
function plainStretches(bytes: Uint8Array, stretches: readonly TextStretch[]): PlainStretch[] | undefined {
  const plain: PlainStretch[] = [];
  for (const { start, end, lineEnd } of stretches) {
    if (lineEnd === undefined) return undefined;
    plain.push({ json: bytes.subarray(start, end), lineEnd });
  }
  return plain;
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
