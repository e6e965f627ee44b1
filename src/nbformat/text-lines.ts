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
export type JsonTree = JsonValue | TextLines | LargeValue | TreeItems | JsonTree[] | JsonTreeObject;

/** A list on its way to a file whose items are made one by one. */
export class TreeItems {
  readonly items: () => Iterable<JsonTree>;

  constructor(items: () => Iterable<JsonTree>) {
    this.items = items;
  }
}

export interface JsonTreeObject {
  [key: string]: JsonTree | undefined;
}
