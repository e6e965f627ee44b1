import { MAX_DEPTH } from "../read-json.js";
import { skipSpace } from "./scan-bytes.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Told where each key of an object stands, in the order of the text. */
export type KeyFound = (opening: number, last: number, key: number) => void;

/**
 * The place behind the JSON value that begins at `at` and stands `depth` levels deep; -1 if `readJson` would refuse it. It looks at
 * each byte once and makes no values. `follows` is called for two keys that stand side by side in an object.
 */
export function validEnd(bytes: Uint8Array, at: number, depth: number, follows: KeyFound): number {
  /** Where the lists and objects begin that are open, and the last key of each; -1 for a list. */
  const openings: number[] = [];
  const lastKeys: number[] = [];
  let i = at;
  for (;;) {
    // Before a value.
    if (depth + openings.length > MAX_DEPTH) return -1;
    i = skipSpace(bytes, i);
    const first = bytes[i];
    if (first === OPENING_BRACKET || first === OPENING_BRACE) {
      const inside = skipSpace(bytes, i + 1);
      if (bytes[inside] !== (first === OPENING_BRACE ? CLOSING_BRACE : CLOSING_BRACKET)) {
        openings.push(i);
        if (first === OPENING_BRACKET) {
          lastKeys.push(-1);
          i = inside;
        } else {
          lastKeys.push(inside);
          i = validKeyEnd(bytes, inside);
          if (i < 0) return -1;
        }
        continue;
      }
      i = inside + 1;
    } else {
      i = first === QUOTE ? validStringEnd(bytes, i) : validScalarEnd(bytes, i);
      if (i < 0) return -1;
    }
    // Behind a value: to the next one, or out of lists and objects.
    for (;;) {
      const level = openings.length - 1;
      if (level < 0) return i;
      i = skipSpace(bytes, i);
      const last = lastKeys[level] as number;
      if (bytes[i] === COMMA) {
        i++;
        if (last >= 0) {
          const key = skipSpace(bytes, i);
          i = validKeyEnd(bytes, key);
          if (i < 0) return -1;
          follows(openings[level] as number, last, key);
          lastKeys[level] = key;
        }
        break;
      }
      if (bytes[i] !== (last >= 0 ? CLOSING_BRACE : CLOSING_BRACKET)) return -1;
      openings.pop();
      lastKeys.pop();
      i++;
    }
  }
}

/** The place behind a key and its colon; -1 if there is none. */
function validKeyEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  const end = validStringEnd(bytes, at);
  if (end < 0) return -1;
  const colon = skipSpace(bytes, end);
  return bytes[colon] === COLON ? colon + 1 : -1;
}

/** The place behind the string that begins at a place; -1 if it does not end, or holds what must be escaped. */
function validStringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, i + 1);
      if (length === 0) return -1;
      i += length;
    }
  }
  return -1;
}

/** How many bytes of an escape stand behind its backslash; 0 if it is none. */
export function escapeLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return 0;
  if (byte !== 0x75) return SHORT_ESCAPES.includes(byte) ? 1 : 0;
  for (let i = at + 1; i <= at + 4; i++) if (!isHexDigit(bytes[i])) return 0;
  return 5;
}

const SHORT_ESCAPES = new TextEncoder().encode('"\\/bfnrt');

/** The place behind a number or a word. */
function validScalarEnd(bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === MINUS;
  let i = negative ? at + 1 : at;
  if (!isDigit(bytes[i])) return validWordEnd(bytes, at, negative);
  if (bytes[i] === 0x30) i++;
  else i = digitsEnd(bytes, i);
  if (bytes[i] === 0x2e && isDigit(bytes[i + 1])) i = digitsEnd(bytes, i + 1);
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    const sign = bytes[i + 1] === 0x2b || bytes[i + 1] === MINUS ? 1 : 0;
    if (isDigit(bytes[i + 1 + sign])) i = digitsEnd(bytes, i + 1 + sign);
  }
  return i;
}

/** The words, as their bytes. */
const WORDS = ["true", "false", "null", "NaN", "Infinity"].map((word) => new TextEncoder().encode(word));
const NEGATIVE_WORDS = [new TextEncoder().encode("-Infinity")];

function validWordEnd(bytes: Uint8Array, at: number, negative: boolean): number {
  for (const word of negative ? NEGATIVE_WORDS : WORDS) {
    let i = 0;
    while (i < word.length && bytes[at + i] === word[i]) i++;
    if (i === word.length) return at + i;
  }
  return -1;
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let i = at;
  while (isDigit(bytes[i])) i++;
  return i;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}
