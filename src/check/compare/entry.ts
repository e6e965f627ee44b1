import { isJsonObject, type JsonValue } from "../../nbformat/index.js";
import { jsonPieces } from "../../nbformat/json-pieces.js";
import { LargeValue } from "../../nbformat/json-value.js";
import { LargeText } from "../../nbformat/large/large-value.js";
import { terminalText } from "../../runner/stream-text.js";
import { resolveControlCharacters } from "../normalise/index.js";

/** Values that take more bytes, or characters, are compared exactly, piece by piece. */
export const MAX_COMPARED_SIZE: number = 32 * 1024 * 1024;

/** Streams up to this many characters are looked at as a terminal shows them, too. */
const MAX_SHOWN_LENGTH = 4 * 1024 * 1024;

export interface EntryPlace {
  /** As pytest-notebook writes it: `/outputs/0/data/text/plain`. */
  readonly path: string;
  /** 0-based index of the output, streams coalesced. */
  readonly output: number;
  /** `shown` for a stream that may be compared as a terminal shows it, `raw` for one that may not. */
  readonly stream?: "shown" | "raw";
}

/** One value under a key. What is kept as bytes is read when it is asked for, and forgotten with the entry. */
export class Entry {
  readonly path: string;
  readonly output: number;
  readonly #kept: JsonValue | LargeValue;
  readonly #stream: EntryPlace["stream"];
  #read: { readonly value: JsonValue; readonly shown?: string } | undefined;

  constructor(kept: JsonValue | LargeValue, { path, output, stream }: EntryPlace) {
    this.#kept = kept;
    this.path = path;
    this.output = output;
    this.#stream = stream;
  }

  /** The value; that of a stream with its control characters resolved. */
  get value(): JsonValue {
    // There may be a million plain ones.
    if (this.#stream === undefined && !(this.#kept instanceof LargeValue)) return this.#kept;
    return this.#reading().value;
  }

  /**
   * A stream as a terminal shows it, if that is not `value`: equal texts of either kind are equal streams. "abc\rX" leaves
   * "Xbc" there, and JupyterLab and `cellmill run` save that, but "X" for nbval and what nbclient saves.
   */
  get shown(): string | undefined {
    return this.#stream === "shown" ? this.#reading().shown : undefined;
  }

  /** True for a value that is too large to be read as a whole. */
  get isLong(): boolean {
    return this.size > MAX_COMPARED_SIZE;
  }

  /** About its bytes; 0 for what is neither a text nor kept as bytes. */
  get size(): number {
    if (this.#kept instanceof LargeValue) return this.#kept.byteLength;
    return typeof this.#kept === "string" ? this.#kept.length : 0;
  }

  /** True for a value that is kept as bytes. */
  get isKept(): boolean {
    return this.#kept instanceof LargeValue;
  }

  /** The text in pieces, that of JSON as nbformat writes it; equal pieces laid end to end are equal values. */
  pieces(): Iterable<string> {
    if (this.#kept instanceof LargeText) return this.#kept.pieces();
    return typeof this.#kept === "string" ? [this.#kept] : jsonPieces(this.#kept);
  }

  /** An entry at the same place with another value. */
  with(value: JsonValue): Entry {
    return new Entry(value, { path: this.path, output: this.output });
  }

  #reading(): { readonly value: JsonValue; readonly shown?: string } {
    this.#read ??= this.#readNow();
    return this.#read;
  }

  #readNow(): { readonly value: JsonValue; readonly shown?: string } {
    const value = this.#kept instanceof LargeValue ? this.#kept.value() : this.#kept;
    if (this.#stream === undefined || typeof value !== "string") return { value };
    const text = resolveControlCharacters(value);
    if (this.#stream === "raw" || text === value || value.length > MAX_SHOWN_LENGTH) return { value: text };
    const shown = terminalText(value);
    return shown === text ? { value: text } : { value: text, shown };
  }
}

/** True for values with parts. */
export function hasParts(value: JsonValue): boolean {
  return Array.isArray(value) || isJsonObject(value);
}
