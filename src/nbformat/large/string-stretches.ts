import type { JsonBytes } from "./json-bytes.js";
import { stringEnd } from "./scan-bytes.js";
import { escapeLength } from "./valid-json.js";

const BACKSLASH = 0x5c;
const UNICODE = "u".charCodeAt(0);

/** Stretches of a text's bytes: the inside of a string, or a run of the strings of a list. */
export interface TextStretch {
  readonly start: number;
  readonly end: number;
  readonly list: boolean;
  /**
   * How long the stretch is up to the end of its last whole line, 0 if none ends in it; `undefined` if it is not plain: something
   * in it goes back or is half of a character, or it is not known.
   */
  readonly lineEnd: number | undefined;
}

/** The stretches of the string at which the walker stands, each about as long as a part; the walker goes behind it. */
export function stringStretches(json: JsonBytes): TextStretch[] {
  const { bytes, partBytes } = json.source;
  const opening = json.at;
  const closing = stringEnd(bytes, opening) - 1;
  if (closing < 0) json.fail("a closing double quote", opening);
  const words = wordsOf(bytes);
  const stretches: TextStretch[] = [];
  for (let start = opening + 1; start < closing; ) {
    const stop = Math.min(start + partBytes, closing);
    let lineEnd = 0;
    let plain = true;
    let i = start;
    while (i < stop) {
      i = wordsEnd(words, i, stop);
      if (i >= stop) break;
      const byte = bytes[i] as number;
      if (byte !== BACKSLASH) {
        if (byte < 0x20) badString(json, opening);
        i++;
        continue;
      }
      const length = escapeLength(bytes, i + 1);
      if (length === 0) badString(json, opening);
      const unit = escapedUnit(bytes, i + 1);
      i += 1 + length;
      if (unit === LINE_FEED) {
        lineEnd = i - start;
        // A line feed in hexadecimal digits is as good, but no kernel writes it.
        plain &&= length === 1;
      } else if (unit === CARRIAGE_RETURN || unit === BACKSPACE || (unit & 0xf800) === 0xd800) plain = false;
    }
    while (i < closing && ((bytes[i] as number) & 0xc0) === 0x80) i++;
    stretches.push({ start, end: i, list: false, lineEnd: plain ? lineEnd : undefined });
    start = i;
  }
  json.at = closing + 1;
  return stretches;
}

function badString(json: JsonBytes, opening: number): never {
  return json.fail("a string with valid escapes and no control characters", opening);
}

const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The unit of a text that an escape stands for, of which the letter is given; 0 for most that stand for themselves. */
function escapedUnit(bytes: Uint8Array, letter: number): number {
  const byte = bytes[letter] as number;
  if (byte !== UNICODE) return SHORT_UNITS[byte] as number;
  let unit = 0;
  for (let i = letter + 1; i <= letter + 4; i++) unit = unit * 16 + hexValue(bytes[i] as number);
  return unit;
}

const SHORT_UNITS = new Uint8Array(256);
for (const [letter, unit] of [
  ["b", BACKSPACE],
  ["n", LINE_FEED],
  ["r", CARRIAGE_RETURN],
] as const)
  SHORT_UNITS[letter.charCodeAt(0)] = unit;

function hexValue(digit: number): number {
  return digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57;
}

/** Four bytes each, so that most of a text is looked at four bytes at a time. */
interface Words {
  readonly words: Int32Array;
  /** Where in the bytes the first of them stands. */
  readonly first: number;
}

function wordsOf(bytes: Uint8Array): Words {
  const first = -bytes.byteOffset & 3;
  const count = Math.max(0, (bytes.byteLength - first) >> 2);
  return { words: new Int32Array(bytes.buffer, count === 0 ? 0 : bytes.byteOffset + first, count), first };
}

/** The place from `at` on, no later than `stop`, behind as many whole words as hold no backslash and no control character. */
function wordsEnd({ words, first }: Words, at: number, stop: number): number {
  if (at < first || ((at - first) & 3) !== 0) return at;
  const last = (stop - first) >> 2;
  let index = (at - first) >> 2;
  for (; index < last; index++) {
    const word = words[index] as number;
    const backslashes = word ^ 0x5c5c5c5c;
    // The highest bit of a byte is set in these where the byte is too small, or becomes so by borrowing from such a one.
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) break;
    if (((backslashes - 0x01010101) & ~backslashes & 0x80808080) !== 0) break;
  }
  return first + 4 * index;
}
