import { createHash } from "node:crypto";
import { isJsonObject, JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";

/** The longest text of a value in a `Difference`, in characters. */
export const EXCERPT_LENGTH: number = 2_000;

const MAX_DEPTH = 6;

/** What is shown of a long text before the first character that differs. */
const CONTEXT_LENGTH = 200;

/**
 * The excerpts of two values of one key. Of long texts they begin shortly before the first character that differs, so that
 * they show it.
 */
export function excerptPair(stored: unknown, got: unknown, key: string): readonly [string, string] {
  if (typeof stored !== "string" || typeof got !== "string" || Math.max(stored.length, got.length) <= EXCERPT_LENGTH)
    return [excerpt(stored, EXCERPT_LENGTH, key), excerpt(got, EXCERPT_LENGTH, key)];
  let first = 0;
  while (first < stored.length && stored[first] === got[first]) first++;
  const start = first - CONTEXT_LENGTH;
  if (first < EXCERPT_LENGTH - CONTEXT_LENGTH || isBase64(stored, key) || isBase64(got, key))
    return [excerpt(stored, EXCERPT_LENGTH, key), excerpt(got, EXCERPT_LENGTH, key)];
  return [`…${cut(stored.slice(start), EXCERPT_LENGTH)}`, `…${cut(got.slice(start), EXCERPT_LENGTH)}`];
}

/**
 * A value as a text of bounded length: a text as it is, all else as JSON. Nothing deeper than the limit is visited. Data that
 * the key may hold as base64 is named, not shown.
 */
export function excerpt(value: unknown, length: number = EXCERPT_LENGTH, key = ""): string {
  if (value === undefined) return "";
  if (typeof value === "string") return isBase64(value, key) ? snip(value) : cut(value, length);
  const parts: string[] = [];
  let room = length;
  const write = (text: string): void => {
    parts.push(text);
    room -= text.length;
  };
  const visit = (item: unknown, depth: number): void => {
    if (room <= 0) return;
    if (item instanceof JsonFloat) write(pythonFloatRepr(item.value));
    else if (Array.isArray(item) || isJsonObject(item)) {
      const [open, close] = Array.isArray(item) ? "[]" : "{}";
      write(open as string);
      if (depth >= MAX_DEPTH) write("…");
      else {
        let first = true;
        for (const key in item) {
          if (room <= 0) break;
          if (!first) write(", ");
          first = false;
          if (!Array.isArray(item)) write(`${JSON.stringify(cut(key, room + 8))}: `);
          visit((item as Record<string, unknown>)[key], depth + 1);
        }
      }
      write(close as string);
    } else if (typeof item === "string") write(JSON.stringify(cut(item, room + 8)));
    else write(String(item));
  };
  visit(value, 0);
  return cut(parts.join(""), length);
}

/** The excerpt of a text that comes in pieces and is not held as one. */
export function excerptPieces(pieces: Iterable<string>, length: number, key: string): string {
  let head = "";
  let count = 0;
  const hash = createHash("sha256");
  for (const piece of pieces) {
    if (head.length < length) head += piece.slice(0, length + 1 - head.length);
    count += piece.length;
    hash.update(piece);
  }
  return isBase64(head, key) ? describe(head, count, hash.digest("hex")) : cut(head, length);
}

// Pictures and the like tell people nothing; nbval shows them so too. What holds text is text, however long a word in it is: a
// sequence of bases, say.
function isBase64(text: string, key: string): boolean {
  if (text.length <= 256 || !key.includes("/") || /^text\/|[/+](?:javascript|xml)$/.test(key)) return false;
  const head = text.slice(0, 256);
  return /^[A-Za-z0-9+/\r\n]{256}$/.test(head) && /[a-z]/.test(head) && /[A-Z]/.test(head) && /\d/.test(head);
}

function snip(text: string): string {
  return describe(text, text.length, createHash("sha256").update(text).digest("hex"));
}

function describe(head: string, length: number, hash: string): string {
  return `${head.slice(0, 8)}… (base64, ${length} characters, sha256 ${hash.slice(0, 16)}…)`;
}

/** A text of at most so many characters, and a sign that it was longer. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
