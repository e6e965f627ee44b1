import { END, isBreak, isGap, type YamlCursor } from "./cursor.js";

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A text in quotes; it may go on over lines, however they are indented. */
export function scanQuoted(cursor: YamlCursor): string {
  const start = cursor.index;
  const quote = cursor.peek();
  cursor.forward();
  let text = scanWords(cursor, quote, start);
  while (cursor.peek() !== quote) text += scanSpaces(cursor, start) + scanWords(cursor, quote, start);
  cursor.forward();
  return text;
}

/** Up to white space or the closing quote. */
function scanWords(cursor: YamlCursor, quote: string, start: number): string {
  const double = quote === '"';
  let text = "";
  for (;;) {
    text += cursor.takeWhile((character) => !isGap(character) && !"'\"\\".includes(character));
    const character = cursor.peek();
    if (!double && character === "'" && cursor.peek(1) === "'") {
      text += "'";
      cursor.forward(2);
    } else if (double ? character === "'" : character === '"' || character === "\\") {
      text += character;
      cursor.forward();
    } else if (double && character === "\\") text += scanEscape(cursor, start);
    else return text;
  }
}

function scanEscape(cursor: YamlCursor, start: number): string {
  cursor.forward();
  const character = cursor.peek();
  const simple = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
  if (simple !== undefined) {
    cursor.forward();
    return simple;
  }
  if (isBreak(character)) {
    cursor.takeBreak();
    return scanBreaks(cursor, start);
  }
  const length = Object.hasOwn(HEX_ESCAPES, character) ? (HEX_ESCAPES[character] as number) : 0;
  if (length === 0) cursor.fail(`the unknown escape \\${character === END ? "" : character}`, cursor.index - 1);
  cursor.forward();
  const digits = cursor.prefix(length);
  const code = Number.parseInt(digits, 16);
  if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits) || code > 0x10ffff)
    cursor.fail(`no ${length} digits of a hexadecimal number of a character`);
  cursor.forward(length);
  return String.fromCodePoint(code);
}

/** White space: kept within a line; a line's end becomes a space, or as many line ends as empty lines follow. */
function scanSpaces(cursor: YamlCursor, start: number): string {
  const spaces = cursor.takeWhile((character) => character === " " || character === "\t");
  if (cursor.peek() === END) cursor.fail("a text without its closing quote", start);
  if (!isBreak(cursor.peek())) return spaces;
  const first = cursor.takeBreak();
  const breaks = scanBreaks(cursor, start);
  if (first !== "\n") return first + breaks;
  return breaks === "" ? " " : breaks;
}

function scanBreaks(cursor: YamlCursor, start: number): string {
  let breaks = "";
  for (;;) {
    if (cursor.atMarker("---") || cursor.atMarker("...")) cursor.fail("the end of the document within quotes", start);
    cursor.takeWhile((character) => character === " " || character === "\t");
    if (!isBreak(cursor.peek())) return breaks;
    breaks += cursor.takeBreak();
  }
}
