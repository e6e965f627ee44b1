import type { JsonValue } from "../json-value.js";
import { stringPieces } from "../string-pieces.js";
import { sortedKeys, writeJson } from "../write-json.js";
import { type JsonBytes, LONG } from "./json-bytes.js";
import { sortedKeyPlaces } from "./key-order.js";
import { largeText, stringStretches } from "./large-strings.js";

/**
 * What `writeJson` gives for the valid value at which the walker stands, in pieces.
 */
export function* largeJsonPieces(json: JsonBytes, depth: number, level: number): Generator<string> {
  if (json.isShort()) yield writeJson(json.short(depth), level);
  else if (json.next === 0x22) yield* stringPieces(largeText(json, stringStretches(json)).pieces());
  else if (json.next === 0x5b) yield* listPieces(json, depth, level);
  else yield* objectPieces(json, depth, level);
}

function* listPieces(json: JsonBytes, depth: number, level: number): Generator<string> {
  const items = new ItemTexts("[", level);
  for (const part of json.listParts(depth)) {
    if (part === LONG) {
      yield items.take("");
      yield* largeJsonPieces(json, depth + 1, level + 1);
    } else {
      for (const item of part.items) items.add("", item);
      yield items.taken();
    }
  }
  yield items.end("]");
}

function* objectPieces(json: JsonBytes, depth: number, level: number): Generator<string> {
  const items = new ItemTexts("{", level);
  if (json.source.unsorted?.has(json.at)) {
    const start = json.at;
    for (const place of sortedKeyPlaces(json, start + 1)) {
      json.at = place;
      const label = `${JSON.stringify(json.key())}: `;
      if (json.isShort()) {
        items.add(label, json.short(depth + 1));
        if (items.length >= json.source.partBytes) yield items.taken();
      } else {
        yield items.take(label);
        yield* largeJsonPieces(json, depth + 1, level + 1);
      }
    }
    json.at = start;
    json.skip();
  } else {
    for (const part of json.objectParts(depth)) {
      if ("members" in part) {
        for (const key of sortedKeys(part.members))
          items.add(`${JSON.stringify(key)}: `, part.members[key] as JsonValue);
        yield items.taken();
      } else {
        yield items.take(`${JSON.stringify(part.key)}: `);
        yield* largeJsonPieces(json, depth + 1, level + 1);
      }
    }
  }
  yield items.end("}");
}

/** Puts items one below the other, as Python indents them. */
class ItemTexts {
  readonly #open: string;
  readonly #level: number;
  readonly #indent: string;
  #text = "";
  #count = 0;

  constructor(open: string, level: number) {
    this.#open = open;
    this.#level = level;
    this.#indent = `\n${" ".repeat(level + 1)}`;
  }

  get length(): number {
    return this.#text.length;
  }

  add(label: string, value: JsonValue): void {
    this.#begin(label);
    this.#text += writeJson(value, this.#level + 1);
  }

  /** What stands before a long item. */
  take(label: string): string {
    this.#begin(label);
    return this.taken();
  }

  taken(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  end(close: string): string {
    return this.#count === 0 ? this.#open + close : `${this.taken()}\n${" ".repeat(this.#level)}${close}`;
  }

  #begin(label: string): void {
    this.#text += (this.#count++ === 0 ? this.#open : ",") + this.#indent + label;
  }
}
