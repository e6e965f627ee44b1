import type { JsonValue, LargeValue } from "./json-value.js";
import { LargeText } from "./large/large-value.js";
import { textPieces } from "./string-pieces.js";

/** Stands for the list of a text's lines, so that a long text need not be cut up before it is written. */
export class TextLines {
  readonly #text: string | LargeText;

  constructor(text: string | LargeText) {
    this.#text = text;
  }

  /** About how long the text is; it may be long enough to be written in pieces. */
  get length(): number {
    return this.#text instanceof LargeText ? this.#text.byteLength : this.#text.length;
  }

  get text(): string {
    return this.#text instanceof LargeText ? this.#text.value() : this.#text;
  }

  /** The text in pieces of about `size` characters. */
  pieces(size: number): Iterable<string> {
    return this.#text instanceof LargeText ? this.#text.pieces() : textPieces(this.#text, size);
  }
}

/** A value on its way to a file. */
export type JsonTree = JsonValue | TextLines | LargeValue | TreeItems | WrittenItems | JsonTree[] | JsonTreeObject;

/** A list on its way to a file whose items are made one by one. */
export class TreeItems {
  readonly items: () => Iterable<JsonTree>;

  constructor(items: () => Iterable<JsonTree>) {
    this.items = items;
  }
}

/** Items of an output list as they stand in a file, kept as their bytes: in a list of outputs they stand for themselves. */
export class WrittenItems {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The items of these texts. */
  static of(texts: readonly string[]): WrittenItems {
    return new WrittenItems(encoder.encode(texts.join(`,\n${" ".repeat(OUTPUT_LEVEL)}`)));
  }

  get text(): string {
    return decoder.decode(this.#bytes);
  }
}

/** Objects and lists that an output of a notebook file lies in. */
export const OUTPUT_LEVEL = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface JsonTreeObject {
  [key: string]: JsonTree | undefined;
}
