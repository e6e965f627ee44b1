import { isBreak, isGap, type YamlCursor } from "./cursor.js";

/** The context of a text without quotes. */
export interface PlainContext {
  /** In brackets or braces. */
  readonly flow: boolean;
  /** The least column of a further line. */
  readonly indent: number;
}

/** What a text without quotes is, where it ends, and whether a line ended behind it. */
export interface PlainText {
  readonly text: string;
  readonly end: number;
  readonly lineEnded: boolean;
}

/** A text without quotes, which may go on over lines. */
export function scanPlain(cursor: YamlCursor, { flow, indent }: PlainContext): PlainText {
  let text = "";
  let spaces = "";
  let end = cursor.index;
  let lineEnded = false;
  while (cursor.peek() !== "#") {
    const word = cursor.prefix(wordLength(cursor, flow));
    if (word === "") break;
    text += spaces + word;
    lineEnded = false;
    cursor.forward(word.length);
    end = cursor.index;
    const line = cursor.line;
    spaces = scanSpaces(cursor);
    lineEnded = cursor.line > line;
    if (spaces === "" || cursor.peek() === "#" || (!flow && cursor.column < indent)) break;
  }
  return { text, end, lineEnded };
}

function wordLength(cursor: YamlCursor, flow: boolean): number {
  for (let length = 0; ; length++) {
    const character = cursor.peek(length);
    if (isGap(character) || (flow && ",?[]{}".includes(character))) return length;
    if (character !== ":") continue;
    const next = cursor.peek(length + 1);
    if (isGap(next) || (flow && ",[]{}".includes(next))) return length;
  }
}

/** What stands between two words; "" where the text ends. */
function scanSpaces(cursor: YamlCursor): string {
  const spaces = cursor.takeWhile((character) => character === " ");
  if (!isBreak(cursor.peek())) return spaces;
  const first = cursor.takeBreak();
  let breaks = "";
  for (;;) {
    if (cursor.atMarker("---") || cursor.atMarker("...")) return "";
    cursor.takeWhile((character) => character === " ");
    if (!isBreak(cursor.peek())) break;
    breaks += cursor.takeBreak();
  }
  if (first !== "\n") return first + breaks;
  return breaks === "" ? " " : breaks;
}
