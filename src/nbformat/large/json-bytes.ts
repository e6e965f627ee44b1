import { FormatError } from "../../core/errors.js";
import type { JsonObject, JsonValue } from "../json-value.js";
import { MAX_DEPTH, readJsonPart } from "../read-json.js";
import type { PlaceSet } from "./place-set.js";
import { groupEnd, skipSpace, stringEnd, valueEnd } from "./scan-bytes.js";

/** Values up to this size are decoded and read as a whole, and what is longer part by part. */
export const PART_BYTES: number = 1 << 14;

/** Stands for one item or member that is longer than a part: the walker stands before its value. */
export const LONG: unique symbol = Symbol("a long item");

/** Some items of a list and their bytes, or the place of a long one. */
export type ListPart =
  | { readonly items: readonly JsonValue[]; readonly start: number; readonly end: number }
  | typeof LONG;

/** Some members of an object, or the key of a long one; `start` and `end` are their bytes. */
export type ObjectPart =
  | { readonly members: JsonObject; readonly start: number; readonly end: number }
  | { readonly key: string; readonly start: number };

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where a JSON text in UTF-8 is, and how it is named in messages. */
export interface JsonSource {
  readonly bytes: Uint8Array;
  readonly where: string;
  readonly partBytes: number;
  /** Once the text is known to be valid: the places of its objects whose keys are not in Python's order, or are doubled. */
  readonly unsorted?: PlaceSet;
}

/**
 * Walks through the UTF-8 bytes of a JSON text. Short values are read by `readJson`'s own reader, many at a time; of longer
 * ones only the brackets, commas and keys are looked at here. What is refused is refused as `readJson` does, at the same place.
 */
export class JsonBytes {
  readonly source: JsonSource;
  at: number;

  constructor(source: JsonSource, at = 0) {
    this.source = source;
    this.at = at;
  }

  /** The byte at which the next value begins. */
  get next(): number | undefined {
    this.at = skipSpace(this.source.bytes, this.at);
    return this.source.bytes[this.at];
  }

  /** True if the next value is short, or no more than one word. */
  isShort(): boolean {
    const first = this.next;
    if (first !== 0x7b && first !== 0x5b && first !== 0x22) return true;
    const { bytes, partBytes } = this.source;
    return valueEnd(bytes, this.at, Math.min(this.at + partBytes, bytes.length)) >= 0;
  }

  /** Refuses a value that stands too deep. */
  checkDepth(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} levels of nesting`, this.at);
  }

  /** Reads the next value as a whole. */
  short(depth: number): JsonValue {
    const start = this.at;
    this.at = valueEnd(this.source.bytes, start);
    return this.part("", start, this.at, "", depth, (at) => {
      this.at = at;
    });
  }

  /** Goes behind the next value, which is known to be valid. */
  skip(): void {
    this.at = valueEnd(this.source.bytes, this.at);
  }

  /** The parts of the list that begins here, in order. A long item must be walked over before the next part is asked for. */
  *listParts(depth: number): Generator<ListPart> {
    for (const { start, end, long } of this.groups("]")) {
      if (long) yield LONG;
      else
        yield { items: this.#texts(start, end) ?? (this.part("[", start, end, "]", depth) as JsonValue[]), start, end };
    }
  }

  /** The parts of the object that begins here, in order. */
  *objectParts(depth: number): Generator<ObjectPart> {
    for (const { start, end, long } of this.groups("}")) {
      if (long) yield { key: this.key(), start };
      else yield { members: this.part("{", start, end, "}", depth) as JsonObject, start, end };
    }
  }

  /** The key that stands here, and its colon. */
  key(): string {
    if (this.next !== 0x22) this.fail("a key in double quotes", this.at);
    const start = this.at;
    const end = stringEnd(this.source.bytes, start);
    if (end < 0) this.fail("a closing double quote", start);
    const key = this.part("", start, end, "", 0) as string;
    this.at = skipSpace(this.source.bytes, end);
    if (this.source.bytes[this.at] !== 0x3a) this.fail("a colon", this.at);
    this.at++;
    return key;
  }

  /** A stretch of the bytes as text. */
  text(start: number, end: number): string {
    return decoder.decode(this.source.bytes.subarray(start, end));
  }

  /** Reads a stretch of the bytes, put between brackets; `rest` is told where something follows the value. */
  part(
    open: string,
    start: number,
    end: number,
    close: string,
    depth: number,
    rest?: (offset: number) => void,
  ): JsonValue {
    // Nothing closes what goes to the end of the bytes: the reader is to see that, and not to take this bracket for another's.
    const text = open + this.text(start, end) + (end < this.source.bytes.length ? close : "");
    const offset = (at: number): number =>
      Math.min(start + new TextEncoder().encode(text.slice(open.length, at)).byteLength, end);
    return readJsonPart(
      text,
      depth,
      (expected, at) => this.fail(expected, offset(at)),
      rest && ((at) => rest(offset(at))),
    );
  }

  /** Fails with the line and the column of a byte. */
  fail(expected: string, offset: number): never {
    const { bytes, where } = this.source;
    let line = 1;
    let lineStart = 0;
    for (let i = bytes.indexOf(0x0a); i >= 0 && i < offset; i = bytes.indexOf(0x0a, i + 1)) {
      line++;
      lineStart = i + 1;
    }
    const column = lengthOf(bytes.subarray(lineStart, offset)) + 1;
    const rest = this.text(offset, offset + 64).slice(0, 12);
    const got = offset >= bytes.length ? "the end of the text" : JSON.stringify(rest);
    throw new FormatError({ what: "not valid JSON", where: `${where}:${line}:${column}`, expected, got });
  }

  /** The items of a run if all are texts, which the platform's own parser reads as ours does, and faster. */
  #texts(start: number, end: number): JsonValue[] | undefined {
    const { bytes } = this.source;
    if (bytes[skipSpace(bytes, start)] !== 0x22) return undefined;
    try {
      const items = JSON.parse(`[${this.text(start, end)}]`) as JsonValue[];
      return items.every((item) => typeof item === "string") ? items : undefined;
    } catch {
      return undefined; // our own reader says where it is wrong
    }
  }

  /** Runs of whole items of the list or object that begins here; a long item must be walked over before the next. */
  *groups(close: "]" | "}"): Generator<{ start: number; end: number; long: boolean }> {
    const { bytes, partBytes } = this.source;
    const bracket = close.charCodeAt(0);
    this.at++;
    for (let first = true; ; first = false) {
      const start = this.at;
      const end = groupEnd(bytes, start, start + partBytes);
      const blank = skipSpace(bytes, start);
      if (blank === end || bytes[blank] === bracket) {
        this.at = blank;
        if (!first || bytes[blank] !== bracket) this.fail(close === "]" ? "a value" : "a key in double quotes", blank);
      } else if (end >= 0) {
        yield { start, end, long: false };
        this.at = end;
      } else yield { start: blank, end: blank, long: true };
      const next = this.next;
      this.at++;
      if (next === bracket) return;
      if (next !== 0x2c) this.fail(`a comma or ${close}`, this.at - 1);
    }
  }
}

/** How long bytes are as text: those of a line may be too many for one. */
function lengthOf(bytes: Uint8Array): number {
  const pieces = new TextDecoder("utf-8", { ignoreBOM: true });
  let length = 0;
  for (let at = 0; at < bytes.length; at += MAX_DECODED_BYTES)
    length += pieces.decode(bytes.subarray(at, at + MAX_DECODED_BYTES), { stream: true }).length;
  return length + pieces.decode().length;
}

const MAX_DECODED_BYTES = 1 << 20;
