import { jsonFloatText } from "../python-number.js";
import type { JsonSource } from "./json-bytes.js";
import { compareKeys, eachKey } from "./key-order.js";
import { skipSpace, stringEnd } from "./scan-bytes.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;
const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Text that is longer than this is not kept as room for the next. */
const KEPT_ROOM = 1 << 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Writes short values of valid JSON as `writeJson` does, from bytes to bytes: most of them stay as they are, and only what stands
 * between them changes. Objects whose keys are not in Python's order are among those of the source.
 */
export class JsonFormatter {
  readonly #source: JsonSource;
  #out = new Uint8Array(1 << 16);
  #length = 0;

  constructor(source: JsonSource) {
    this.#source = source;
  }

  /** About how much was written since it was last taken. */
  get length(): number {
    return this.#length;
  }

  /** What was written. */
  take(): string {
    const text = decoder.decode(this.#out.subarray(0, this.#length));
    this.#length = 0;
    if (this.#out.length > KEPT_ROOM) this.#out = new Uint8Array(1 << 16);
    return text;
  }

  /** Writes some text of ASCII. */
  ascii(text: string): void {
    this.#room(text.length);
    for (let i = 0; i < text.length; i++) this.#out[this.#length++] = text.charCodeAt(i);
  }

  /** Writes a line end and the indent of a level. */
  line(level: number): void {
    this.#room(level + 1);
    const out = this.#out;
    let n = this.#length;
    out[n++] = 0x0a;
    if (level > 32) {
      out.fill(SPACE, n, n + level);
      n += level;
    } else for (let i = 0; i < level; i++) out[n++] = SPACE;
    this.#length = n;
  }

  /** Writes the items or sorted members of a run from `start` to `end`, each behind its indent; `opening` stands before the first. */
  run(start: number, end: number, level: number, members: boolean, opening: string): void {
    const { bytes } = this.#source;
    let separator = opening;
    for (let at = skipSpace(bytes, start); at < end; at = skipSpace(bytes, at) + 1) {
      this.ascii(separator);
      separator = ",";
      this.line(level);
      at = members ? this.member(at, level) : this.value(at, level);
    }
  }

  /** Writes a key and its value that begin at a place behind white space; gives the place behind them. */
  member(at: number, level: number): number {
    const { bytes } = this.#source;
    const colon = skipSpace(bytes, this.#string(skipSpace(bytes, at)));
    this.ascii(": ");
    return this.value(colon + 1, level);
  }

  /** Writes the value that begins at a place or behind white space there, so many levels deep; gives the place behind it. */
  value(place: number, level: number): number {
    const { bytes } = this.#source;
    const at = skipSpace(bytes, place);
    const first = bytes[at];
    if (first === QUOTE) return this.#string(at);
    if (first === OPENING_BRACKET || first === OPENING_BRACE) return this.#collection(at, level, first + 2);
    return this.#scalar(at);
  }

  #collection(opening: number, level: number, closing: number): number {
    const { bytes, unsorted } = this.#source;
    const isObject = bytes[opening] === OPENING_BRACE;
    let at = skipSpace(bytes, opening + 1);
    this.#byte(bytes[opening] as number);
    if (bytes[at] === closing) {
      this.#byte(closing);
      return at + 1;
    }
    if (isObject && unsorted?.has(opening)) at = this.#sortedMembers(at, level + 1);
    else {
      for (;;) {
        this.line(level + 1);
        at = skipSpace(bytes, isObject ? this.member(at, level + 1) : this.value(at, level + 1));
        if (bytes[at] !== COMMA) break;
        this.#byte(COMMA);
        at++;
      }
    }
    this.line(level);
    this.#byte(closing);
    return at + 1;
  }

  /** Writes the members from a key on in Python's order, of equal ones the last; gives the place of the closing bracket. */
  #sortedMembers(first: number, level: number): number {
    const { bytes } = this.#source;
    const keys: number[] = [];
    const end = eachKey(bytes, first, bytes.length, (key) => keys.push(key));
    keys.sort((a, b) => compareKeys(bytes, a, b));
    let written = false;
    for (const [i, key] of keys.entries()) {
      const next = keys[i + 1];
      if (next !== undefined && compareKeys(bytes, key, next) === 0) continue;
      if (written) this.#byte(COMMA);
      written = true;
      this.line(level);
      this.member(key, level);
    }
    return end;
  }

  #string(at: number): number {
    const { bytes } = this.#source;
    for (let i = at + 1; ; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) {
        this.#copy(at, i + 1);
        return i + 1;
      }
      if (byte !== BACKSLASH) continue;
      // Python writes these two kinds of escapes in another way, if at all.
      const escaped = bytes[++i];
      if (escaped === 0x75 || escaped === 0x2f) return this.#escapedString(at);
    }
  }

  #escapedString(at: number): number {
    const { bytes } = this.#source;
    const end = stringEnd(bytes, at);
    this.#text(JSON.stringify(JSON.parse(decoder.decode(bytes.subarray(at, end)))));
    return end;
  }

  /** A number or a word. */
  #scalar(at: number): number {
    const { bytes } = this.#source;
    let isFloat = false;
    let end = at;
    for (; ; end++) {
      const byte = bytes[end] as number;
      if (byte === POINT || byte === 0x65 || byte === 0x45) isFloat = true;
      else if (byte === COMMA || byte === CLOSING_BRACKET || byte === CLOSING_BRACE || !(byte > SPACE)) break;
    }
    const first = bytes[at] as number;
    const isWord = first > 0x39;
    if (isFloat && !isWord) this.#text(jsonFloatText(Number(decoder.decode(bytes.subarray(at, end)))));
    // JSON's integer -0 is 0 in Python.
    else if (first === MINUS && bytes[at + 1] === ZERO) this.#byte(ZERO);
    else this.#copy(at, end);
    return end;
  }

  #byte(byte: number): void {
    this.#room(1);
    this.#out[this.#length++] = byte;
  }

  #copy(start: number, end: number): void {
    const count = end - start;
    this.#room(count);
    const { bytes } = this.#source;
    const out = this.#out;
    if (count > 48) out.set(bytes.subarray(start, end), this.#length);
    else for (let i = 0, n = this.#length; i < count; i++) out[n + i] = bytes[start + i] as number;
    this.#length += count;
  }

  #text(text: string): void {
    this.#room(3 * text.length);
    this.#length += encoder.encodeInto(text, this.#out.subarray(this.#length)).written;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#out.length) return;
    const out = new Uint8Array(Math.max(2 * this.#out.length, this.#length + count));
    out.set(this.#out.subarray(0, this.#length));
    this.#out = out;
  }
}
