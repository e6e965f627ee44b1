import { isJsonObject, type JsonObject, LargeValue } from "./json-value.js";
import { keptAt } from "./large/large-members.js";
import { LargeJson, LargeText, LargeTextList } from "./large/large-value.js";
import { linePieces } from "./line-pieces.js";
import { stringPieces, textPieces } from "./string-pieces.js";
import { type JsonTree, type JsonTreeObject, TextLines, TreeItems, WrittenItems } from "./text-lines.js";
import { sortedKeys, writeJson } from "./write-json.js";

/** About the size of a piece. */
const PIECE_CHARACTERS = 1 << 16;

/**
 * What `writeJson` gives, in pieces that are made one by one: neither the whole text nor all lines of a long text are
 * ever in memory at once. Pieces have about `size` characters and never end inside a surrogate pair.
 */
export function* jsonPieces(value: JsonTree, level = 0, size: number = PIECE_CHARACTERS): Generator<string> {
  if (value instanceof LargeJson) yield* value.pieces(level);
  else if (value instanceof LargeText) yield* stringPieces(value.pieces());
  else if (value instanceof LargeTextList) yield* value.pieces(level);
  else if (value instanceof LargeValue) yield* jsonPieces(value.value(), level, size);
  else if (value instanceof WrittenItems) yield value.text;
  else if (value instanceof TreeItems) yield* itemPieces(listItems(value.items()), "[]", level, size);
  else if (roomAfter(value, size) >= 0) yield writeJson(value, level);
  else if (typeof value === "string") yield* stringPieces(textPieces(value, size));
  else if (value instanceof TextLines) yield* linePieces(value.pieces(size), level);
  else if (Array.isArray(value)) yield* itemPieces(listItems(value), "[]", level, size);
  else yield* itemPieces(objectItems(value as JsonTreeObject), "{}", level, size);
}

/** True if the value's text has no more than about so many characters, and nothing in it is kept as bytes. */
export function fits(value: JsonTree, size: number): boolean {
  return roomAfter(value, size) >= 0;
}

/** The room that is left by a value's text; negative if there is too little. Looks at no more than fits. */
function roomAfter(value: JsonTree | undefined, room: number): number {
  if (typeof value === "string") return room - value.length;
  if (value instanceof TextLines) return room - value.length;
  // What is kept as bytes is long, and must not be read to know how long.
  if (value instanceof LargeValue || value instanceof TreeItems || value instanceof WrittenItems) return -1;
  let left = room - 1;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && left >= 0; i++) left = roomAfter(value[i], left);
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      if (left < 0) break;
      left = roomAfter(keptAt(value, key), left - key.length);
    }
  }
  return left;
}

/** An item of a list or object, with what stands between its indent and its value. */
type Item = readonly [label: string, value: JsonTree];

function* listItems(values: Iterable<JsonTree>): Generator<Item> {
  for (const value of values) yield ["", value];
}

function* objectItems(object: JsonTreeObject): Generator<Item> {
  for (const key of sortedKeys(object))
    yield [`${JSON.stringify(key)}: `, keptAt(object as JsonObject, key) as JsonTree];
}

/** The text of a list or object; short items are put together. */
function* itemPieces(items: Iterable<Item>, brackets: "[]" | "{}", level: number, size: number): Generator<string> {
  const [open, close] = [brackets.slice(0, 1), brackets.slice(1)];
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
  yield separator.startsWith(open) ? open + close : `${text}\n${" ".repeat(level)}${close}`;
}
