import { FormatError } from "../../core/errors.js";
import { type JsonObject, type JsonValue, setKey } from "../json-value.js";
import { isJsonMime } from "../mime.js";
import { checkedJson } from "./checked-json.js";
import { JsonBytes, type JsonSource, LONG, PART_BYTES } from "./json-bytes.js";
import { largeJsonPieces } from "./large-json-pieces.js";
import { copyMember, setLarge } from "./large-members.js";
import { largeText, separatedTexts } from "./large-strings.js";
import { LargeTextList } from "./large-value.js";
import { stringStretches, type TextStretch } from "./string-stretches.js";

export interface ReadJsonBytesOptions {
  /** Name of the text in messages. */
  readonly where?: string;
  /** Keep long members of objects as their bytes: texts, lists of texts, and what only travels through. Default false. */
  readonly keepLarge?: boolean;
  /** How long a value must be to count as long. */
  readonly partBytes?: number;
}

/** What `readJson` gives for a text in UTF-8, without ever holding all of the text as a string. */
export function readJsonBytes(bytes: Uint8Array, options: ReadJsonBytesOptions = {}): JsonValue {
  const { where = "JSON", keepLarge = false, partBytes = PART_BYTES } = options;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw new FormatError({ what: "unexpected byte order mark", where });
  const json = new JsonBytes({ bytes, where, partBytes });
  const value = readValue(json, 0, keepLarge ? "" : undefined);
  json.next;
  if (json.at < bytes.length) json.fail("end of text", json.at);
  return value;
}

/** Reads the next value; `key` is that of the object it is in, `undefined` if nothing is to be kept as bytes. */
function readValue(json: JsonBytes, depth: number, key: string | undefined): JsonValue {
  json.checkDepth(depth);
  if (json.isShort()) return json.short(depth);
  const first = json.next;
  if (first === 0x7b) return readObject(json, depth, key);
  if (first === 0x5b) return readList(json, depth, key);
  return largeText(json, stringStretches(json)).value();
}

function readList(json: JsonBytes, depth: number, key: string | undefined): JsonValue[] {
  const list: JsonValue[] = [];
  for (const part of json.listParts(depth)) {
    if (part === LONG) list.push(readValue(json, depth + 1, key));
    else for (const item of part.items) list.push(item);
  }
  return list;
}

function readObject(json: JsonBytes, depth: number, parent: string | undefined): JsonObject {
  const object: JsonObject = {};
  for (const part of json.objectParts(depth)) {
    if ("members" in part) for (const key of Object.keys(part.members)) moveMember(part.members, object, key);
    else if (parent === undefined || !keepMember(json, object, part.key, depth + 1, parent))
      setKey(object, part.key, readValue(json, depth + 1, parent === undefined ? undefined : part.key));
  }
  return object;
}

function moveMember(from: JsonObject, to: JsonObject, key: string): void {
  if (!copyMember(from, to, key)) setKey(to, key, from[key] as JsonValue);
}

/** Sets the member as its bytes, if it is long and of a kind that may be kept; the walker stands before its value. */
function keepMember(json: JsonBytes, object: JsonObject, key: string, depth: number, parent: string): boolean {
  if (key === "__proto__" || json.isShort()) return false;
  const first = json.next;
  if (first === 0x22) {
    setLarge(object, key, largeText(json, stringStretches(json)));
    return true;
  }
  if (travelsThrough(key, parent)) {
    setLarge(
      object,
      key,
      checkedJson(json, depth, (source, at, level) => readAt(source, at, level, key)),
    );
    return true;
  }
  const start = json.at;
  const stretches = first === 0x5b ? textListStretches(json, depth) : undefined;
  if (stretches !== undefined) {
    const { source } = json;
    const list = new LargeTextList(largeText(json, stretches), {
      read: () => readAt(source, start, depth, undefined),
      write: (level) => largeJsonPieces(new JsonBytes(source, start), level),
      separated: (separator) => separatedTexts(new JsonBytes(source, start), depth, separator),
    });
    setLarge(object, key, list);
    return true;
  }
  json.at = start;
  return false;
}

/**
 * What is read by those who show a notebook, hardly ever by those who run it: payloads, outputs, metadata of plug-ins,
 * widgets.
 */
function travelsThrough(key: string, parent: string): boolean {
  return isJsonMime(key) || key === "outputs" || parent === "metadata" || parent === "state";
}

function readAt(source: JsonSource, at: number, depth: number, key: string | undefined): JsonValue {
  return readValue(new JsonBytes(source, at), depth, key);
}

/** The stretches of a list of texts; `undefined` if an item is none. */
function textListStretches(json: JsonBytes, depth: number): TextStretch[] | undefined {
  const stretches: TextStretch[] = [];
  const inside = new JsonBytes(json.source, json.at + 1);
  if (inside.next !== 0x22) return undefined;
  for (const part of json.listParts(depth)) {
    if (part !== LONG) {
      if (!part.items.every((item) => typeof item === "string")) return undefined;
      stretches.push({ start: part.start, end: part.end, list: true, lineEnd: undefined });
    } else if (json.next === 0x22) stretches.push(...stringStretches(json));
    else return undefined;
  }
  return stretches;
}
