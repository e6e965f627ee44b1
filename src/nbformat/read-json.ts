import { FormatError } from "../core/errors.js";
import { JsonFloat, type JsonObject, type JsonValue, setKey } from "./json-value.js";

/** Deeper nesting is refused: Python's own reader stops near 1,000, and a stack overflow is no answer. */
export const MAX_DEPTH: number = 2000;

/**
 * The value of a JSON text, read as Python's `json` reads it: whole numbers and floats kept apart, integers exact at any
 * size, `NaN`, `Infinity` and `-Infinity` accepted, the last of duplicate keys wins.
 */
export function readJson(text: string, where = "JSON"): JsonValue {
  if (text.charCodeAt(0) === 0xfeff) throw new FormatError({ what: "unexpected byte order mark", where });
  return readJsonPart(text, 0, (expected, at) => failAt(text, at, expected, where));
}

/** Told what was expected at which place of the text; throws. */
export type JsonFailure = (expected: string, at: number) => never;

/**
 * The value of a part of a JSON text that stands `depth` levels deep in it. `rest` is told where something else follows; without
 * it, nothing may.
 */
export function readJsonPart(
  text: string,
  depth: number,
  fail: JsonFailure,
  rest: (at: number) => void = (at) => fail("end of text", at),
): JsonValue {
  return new JsonReader(text, fail).document(depth, rest);
}

function failAt(text: string, at: number, expected: string, where: string): never {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  const got = at >= text.length ? "the end of the text" : JSON.stringify(text.slice(at, at + 12));
  throw new FormatError({ what: "not valid JSON", where: `${where}:${line}:${column}`, expected, got });
}

class JsonReader {
  readonly #text: string;
  readonly #failure: JsonFailure;
  #at = 0;

  constructor(text: string, failure: JsonFailure) {
    this.#text = text;
    this.#failure = failure;
  }

  document(depth: number, rest: (at: number) => void): JsonValue {
    const value = this.#value(depth);
    this.#skipSpace();
    if (this.#at < this.#text.length) rest(this.#at);
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.#fail(`at most ${MAX_DEPTH} levels of nesting`);
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#list(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      case "N":
        return this.#word("NaN", Number.NaN);
      case "I":
        return this.#word("Infinity", Infinity);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = {};
    this.#at++;
    if (this.#closes("}")) return object;
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') this.#fail("a key in double quotes");
      const key = this.#string();
      this.#skipSpace();
      if (this.#text[this.#at++] !== ":") this.#fail("a colon", this.#at - 1);
      setKey(object, key, this.#value(depth + 1));
      if (this.#closes("}")) return object;
      if (this.#text[this.#at++] !== ",") this.#fail("a comma or }", this.#at - 1);
    }
  }

  #list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.#at++;
    if (this.#closes("]")) return list;
    for (;;) {
      list.push(this.#value(depth + 1));
      if (this.#closes("]")) return list;
      if (this.#text[this.#at++] !== ",") this.#fail("a comma or ]", this.#at - 1);
    }
  }

  #string(): string {
    const start = this.#at;
    for (let i = start + 1; ; i++) {
      const code = this.#text.charCodeAt(i);
      if (code === 0x22) {
        this.#at = i + 1;
        return this.#text.slice(start + 1, i);
      }
      if (code === 0x5c || code < 0x20 || Number.isNaN(code)) return this.#stringWithEscapes(start, i);
    }
  }

  #stringWithEscapes(start: number, from: number): string {
    let i = from;
    for (; i < this.#text.length && this.#text.charCodeAt(i) !== 0x22; i++) {
      if (this.#text.charCodeAt(i) === 0x5c) i++;
    }
    if (i >= this.#text.length) this.#fail("a closing double quote", start);
    this.#at = i + 1;
    try {
      // The escapes of JSON strings are the same in Python and JavaScript, lone surrogates included.
      return JSON.parse(this.#text.slice(start, i + 1)) as string;
    } catch {
      return this.#fail("a string with valid escapes and no control characters", start);
    }
  }

  #number(): JsonValue {
    return this.#shortInteger() ?? this.#anyNumber();
  }

  /** An integer of so few digits that it is exact at every step; `undefined` for any other number. */
  #shortInteger(): number | undefined {
    const start = this.#text.charCodeAt(this.#at) === 0x2d ? this.#at + 1 : this.#at;
    const first = this.#text.charCodeAt(start) - 0x30;
    let value = 0;
    let i = start;
    for (; i < start + 15; i++) {
      const digit = this.#text.charCodeAt(i) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const next = this.#text.charCodeAt(i);
    const goesOn = (next >= 0x30 && next <= 0x39) || next === 0x2e || next === 0x45 || next === 0x65;
    if (i === start || goesOn || (first === 0 && i > start + 1)) return undefined;
    const negative = start > this.#at;
    this.#at = i;
    // JSON's integer -0 is 0 in Python.
    return negative && value !== 0 ? -value : value;
  }

  #anyNumber(): JsonValue {
    const pattern = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?|-Infinity/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return this.#fail("a value");
    this.#at = pattern.lastIndex;
    if (match[1] === undefined) return -Infinity;
    const value = Number(match[0]);
    if (match[2] === undefined && match[3] === undefined) {
      // JSON's integer -0 is 0 in Python.
      return Number.isSafeInteger(value) ? value + 0 : BigInt(match[1]);
    }
    return Number.isInteger(value) ? new JsonFloat(value) : value;
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail("a value");
    this.#at += word.length;
    return value;
  }

  #closes(bracket: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #fail(expected: string, at = this.#at): never {
    return this.#failure(expected, at);
  }
}
