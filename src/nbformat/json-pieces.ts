import { isJsonObject, type JsonObject } from "./json-value.js";
import { lineEndAfter } from "./split-lines.js";
import { type JsonTree, type JsonTreeObject, TextLines } from "./text-lines.js";
import { sortedKeys, writeJson } from "./write-json.js";

/** About the size of a piece. */
const PIECE_CHARACTERS = 1 << 16;

/**
 * What `writeJson` gives, in pieces that are made one by one: neither the whole text nor all lines of a long text are
 * ever in memory at once. Pieces have about `size` characters and never end inside a surrogate pair.
 */
export function* jsonPieces(value: JsonTree, level = 0, size: number = PIECE_CHARACTERS): Generator<string> {
  if (roomAfter(value, size) >= 0) yield writeJson(value, level);
  else if (typeof value === "string") yield* stringPieces(value, size);
  else if (value instanceof TextLines) yield* itemPieces(listItems(lines(value.text)), "[]", level, size);
  else if (Array.isArray(value)) yield* itemPieces(listItems(value), "[]", level, size);
  else yield* itemPieces(objectItems(value as JsonTreeObject), "{}", level, size);
}

/** The room that is left by a value's text; negative if there is too little. Looks at no more than fits. */
function roomAfter(value: JsonTree | undefined, room: number): number {
  if (typeof value === "string") return room - value.length;
  if (value instanceof TextLines) return room - value.text.length;
  let left = room - 1;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && left >= 0; i++) left = roomAfter(value[i], left);
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      if (left < 0) break;
      left = roomAfter((value as JsonTreeObject)[key], left - key.length);
    }
  }
  return left;
}

function* stringPieces(text: string, size: number): Generator<string> {
  let quote = '"';
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + size, text.length);
    // Half of a surrogate pair would be escaped as a lone one is.
    while (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
    yield quote + JSON.stringify(text.slice(start, end)).slice(1, -1);
    quote = "";
    start = end;
  }
  yield `${quote}"`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = lineEndAfter(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

/** An item of a list or object, with what stands between its indent and its value. */
type Item = readonly [label: string, value: JsonTree];

function* listItems(values: Iterable<JsonTree>): Generator<Item> {
  for (const value of values) yield ["", value];
}

function* objectItems(object: JsonTreeObject): Generator<Item> {
  for (const key of sortedKeys(object as JsonObject)) yield [`${JSON.stringify(key)}: `, object[key] as JsonTree];
}

/** The text of a list or object that is not empty; short items are put together. */
function* itemPieces(items: Iterable<Item>, [open, close]: string, level: number, size: number): Generator<string> {
  const indent = `\n${" ".repeat(level + 1)}`;
  let separator = open + indent;
  let text = "";
  for (const [label, value] of items) {
    text += separator + label;
    separator = `,${indent}`;
    if (roomAfter(value, size) >= 0) text += writeJson(value, level + 1);
    else {
      yield text;
      text = "";
      yield* jsonPieces(value, level + 1, size);
    }
    if (text.length >= size) {
      yield text;
      text = "";
    }
  }
  yield `${text}\n${" ".repeat(level)}${close}`;
}
