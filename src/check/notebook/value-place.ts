import { type ByteRange, itemPlaces, memberPlaces } from "./json-places.js";

const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;

/** Further down a list of outputs none is looked for: there may be a million. */
const MAX_OUTPUTS = 10_000;

const decoder = new TextDecoder();

/**
 * Where a value stands among the outputs (of format 4) whose list starts at `list`: the value that a path such as
 * `/outputs/0/data/text/plain` names, streams counted as one. Of a text it is the piece in which its line `line` begins.
 */
export function valuePlace(bytes: Uint8Array, list: number, path: string, line: number): ByteRange | undefined {
  const [, index, rest] = /^\/outputs\/(\d+)\/(.+)$/s.exec(path) ?? [];
  if (index === undefined || rest === undefined || Number(index) >= MAX_OUTPUTS) return undefined;
  return linePlace(bytes, texts(bytes, valuesAt(bytes, list, Number(index), rest)), line);
}

/** The value in each output that belongs to the wanted one: several for a stream. */
function* valuesAt(bytes: Uint8Array, list: number, wanted: number, rest: string): Generator<ByteRange> {
  const streams = new Map<string, number>();
  let next = 0;
  for (const { start } of itemPlaces(bytes, list)) {
    const members = memberPlaces(bytes, start);
    const find = (key: string): ByteRange | undefined => members.findLast((member) => member.key === key)?.value;
    const text = (key: string): unknown => {
      const range = find(key);
      return range === undefined ? undefined : JSON.parse(decoder.decode(bytes.subarray(range.start, range.end)));
    };
    if (text("output_type") === "stream") {
      const name = String(text("name"));
      const place = streams.get(name) ?? next++;
      streams.set(name, place);
      const value = place === wanted ? find("text") : undefined;
      if (value !== undefined) yield value;
    } else if (next++ === wanted) {
      const data = rest.startsWith("data/") ? find("data") : undefined;
      const mime = rest.slice("data/".length);
      const value =
        data === undefined ? find(rest) : memberPlaces(bytes, data.start).findLast(({ key }) => key === mime)?.value;
      if (value !== undefined) yield value;
      return;
    } else if (next > MAX_OUTPUTS) return;
  }
}

/** The texts of which values consist: their items, if they are lists. */
function* texts(bytes: Uint8Array, values: Iterable<ByteRange>): Generator<ByteRange> {
  for (const value of values) {
    if (bytes[value.start] === OPENING_BRACKET) yield* itemPlaces(bytes, value.start);
    else yield value;
  }
}

function linePlace(bytes: Uint8Array, pieces: Iterable<ByteRange>, line: number): ByteRange | undefined {
  let number = 1;
  let last: ByteRange | undefined;
  /** The piece in which the present line begins; `undefined` if it begins with the next one. */
  let begin: ByteRange | undefined;
  for (const piece of pieces) {
    last = piece;
    // No line begins in an empty text.
    if (piece.end - piece.start === '""'.length) continue;
    begin ??= piece;
    if (number >= line) return begin;
    const { count, atEnd } = lineFeeds(bytes, piece);
    number += count;
    if (line < number) return piece;
    if (count > 0) begin = atEnd ? undefined : piece;
  }
  return begin ?? last;
}

/** How many line feeds a JSON text has, and whether it ends with one. */
function lineFeeds(bytes: Uint8Array, { start, end }: ByteRange): { readonly count: number; readonly atEnd: boolean } {
  let count = 0;
  let lastEnd = -1;
  for (let at = bytes.indexOf(BACKSLASH, start); at >= 0 && at < end; at = bytes.indexOf(BACKSLASH, at + 2)) {
    if (bytes[at + 1] !== LETTER_N) continue;
    count++;
    lastEnd = at + 2;
  }
  return { count, atEnd: lastEnd === end - 1 };
}
