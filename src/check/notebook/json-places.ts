import { skipSpace, stringEnd, valueEnd } from "../../nbformat/large/scan-bytes.js";

/** A piece of a file's bytes: `start` is its first byte, `end` the one behind its last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One member of a JSON object: its key and where its value stands. */
export interface MemberPlace {
  readonly key: string;
  readonly value: ByteRange;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The members of the object that starts at `start` of valid JSON in UTF-8, in the order of the file. */
export function memberPlaces(bytes: Uint8Array, start: number): MemberPlace[] {
  const members: MemberPlace[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = stringEnd(bytes, at);
    const key = JSON.parse(decoder.decode(bytes.subarray(at, keyEnd))) as string;
    // Behind the key stands a colon.
    const value = valueRange(bytes, skipSpace(bytes, skipSpace(bytes, keyEnd) + 1));
    members.push({ key, value });
    at = nextItem(bytes, value.end);
  }
  return members;
}

/** Where the items of the list that starts at `start` of valid JSON in UTF-8 stand. */
export function* itemPlaces(bytes: Uint8Array, start: number): Generator<ByteRange> {
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSING_BRACKET) {
    const range = valueRange(bytes, at);
    yield range;
    at = nextItem(bytes, range.end);
  }
}

/** Where the first value stands; any white space may come before it. */
export function firstPlace(bytes: Uint8Array): number {
  return skipSpace(bytes, 0);
}

function nextItem(bytes: Uint8Array, end: number): number {
  const at = skipSpace(bytes, end);
  return bytes[at] === COMMA ? skipSpace(bytes, at + 1) : at;
}

/** The value that starts at `start`, without the white space behind it. */
function valueRange(bytes: Uint8Array, start: number): ByteRange {
  let end = valueEnd(bytes, start);
  while (isSpace(bytes[end - 1])) end--;
  return { start, end };
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
