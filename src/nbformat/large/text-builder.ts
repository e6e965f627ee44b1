import { isHighSurrogate, stringInside, textPieces } from "../string-pieces.js";
import { LargeText } from "./large-value.js";
import { textInside } from "./plain-stretch.js";

/** From this length on, what was appended is packed. */
const PART_CHARACTERS = 1 << 14;

/** Shorter ones are put together. */
const LEAST_PART = 1 << 10;

const encoder = new TextEncoder();

/** A text that grows at its end. Once it is long it is held as UTF-8, in parts that are never copied again. */
export class TextBuilder {
  /** The insides of JSON strings: halves of surrogate pairs, which UTF-8 has not, are escapes in them. */
  readonly #parts: Uint8Array[] = [];
  #byteLength = 0;
  #rest = "";

  append(text: string): void {
    this.#rest += text;
    if (this.#rest.length > PART_CHARACTERS) this.#pack();
  }

  /** Appends the inside of a JSON string in UTF-8, with no half of a surrogate pair at its ends; its bytes are kept. */
  appendJson(json: Uint8Array): void {
    if (json.byteLength < LEAST_PART) {
      this.append(textInside(json));
      return;
    }
    if (this.#rest !== "") this.#addPart(this.#rest);
    this.#rest = "";
    this.#parts.push(json);
    this.#byteLength += json.byteLength;
  }

  /** Appends what another builder holds. Between the two must be no surrogate pair. */
  appendAll(other: TextBuilder): void {
    if (other.#parts.length === 0) {
      this.append(other.#rest);
      return;
    }
    if (this.#rest !== "") this.#addPart(this.#rest);
    for (const part of other.#parts) this.#parts.push(part);
    this.#byteLength += other.#byteLength;
    this.#rest = other.#rest;
  }

  /** The text as it is now, and that of another builder behind it. */
  textWith(end: TextBuilder): string | LargeText {
    if (this.#parts.length === 0 && end.#parts.length === 0) return this.#rest + end.#rest;
    const pieces = [this.#pieces(), end.#pieces()];
    return new LargeText(this.byteLength + end.byteLength, function* () {
      for (const each of pieces) yield* each();
    });
  }

  toString(): string {
    return [...this.#pieces()()].join("");
  }

  /** About the bytes that it takes. */
  get byteLength(): number {
    return this.#byteLength + this.#rest.length;
  }

  /** What gives the text in pieces as it is now, whatever is appended later. */
  #pieces(): () => Generator<string> {
    const parts = this.#parts;
    const count = parts.length;
    const rest = this.#rest;
    return function* () {
      for (let i = 0; i < count; i++) yield textInside(parts[i] as Uint8Array);
      yield rest;
    };
  }

  #pack(): void {
    // Half of a pair stays: its other half may still come. All else is packed: what is left of a string would hold all of it.
    const end = isHighSurrogate(this.#rest.charCodeAt(this.#rest.length - 1)) ? -1 : this.#rest.length;
    const half = this.#rest.slice(end);
    for (const piece of textPieces(this.#rest.slice(0, end), 4 * PART_CHARACTERS)) this.#addPart(piece);
    this.#rest = half;
  }

  #addPart(text: string): void {
    const part = encoder.encode(stringInside(text));
    this.#parts.push(part);
    this.#byteLength += part.byteLength;
  }
}
