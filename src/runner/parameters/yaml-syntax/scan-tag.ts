import { isBreakOrEnd, isGap, type YamlCursor } from "./cursor.js";

const isWord = (character: string): boolean => /[0-9A-Za-z_-]/.test(character);
const isSpaceOrBreak = (character: string): boolean => character === " " || isBreakOrEnd(character);
const takeSpaces = (cursor: YamlCursor): string => cursor.takeWhile((character) => character === " ");

export interface Tag {
  readonly handle?: string;
  readonly text: string;
}

/** The name of an anchor or alias. */
export function scanName(cursor: YamlCursor): string {
  cursor.forward();
  const name = cursor.takeWhile(isWord);
  if (name === "" || !(isGap(cursor.peek()) || "?:,]}%@`".includes(cursor.peek())))
    cursor.fail(`${cursor.found()} where a letter or digit of a name must stand`);
  return name;
}

export function scanTag(cursor: YamlCursor): Tag {
  const tag = scanTagText(cursor);
  if (!isSpaceOrBreak(cursor.peek())) cursor.fail(`${cursor.found()} behind a tag, where a space must stand`);
  return tag;
}

function scanTagText(cursor: YamlCursor): Tag {
  if (cursor.peek(1) === "<") {
    cursor.forward(2);
    const text = scanUri(cursor);
    if (cursor.peek() !== ">") cursor.fail(`${cursor.found()} where the tag's > must stand`);
    cursor.forward();
    return { text };
  }
  if (isGap(cursor.peek(1))) {
    cursor.forward();
    return { text: "!" };
  }
  for (let length = 1; ; length++) {
    const character = cursor.peek(length);
    if (character === "!") return { handle: scanHandle(cursor), text: scanUri(cursor) };
    if (isSpaceOrBreak(character)) break;
  }
  cursor.forward();
  return { handle: "!", text: scanUri(cursor) };
}

/** `!`, `!!` or `!name!`. */
function scanHandle(cursor: YamlCursor): string {
  if (cursor.peek() !== "!") cursor.fail(`${cursor.found()} where ! must stand`);
  cursor.forward();
  if (cursor.peek() === " ") return "!";
  const name = cursor.takeWhile(isWord);
  if (cursor.peek() !== "!") cursor.fail(`${cursor.found()} where the second ! of a tag must stand`);
  cursor.forward();
  return `!${name}!`;
}

function scanUri(cursor: YamlCursor): string {
  const text = cursor.takeWhile((character) => /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]/.test(character));
  if (text === "") cursor.fail(`${cursor.found()} where the name of a tag must stand`);
  try {
    return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+|%/g, (escapes) => decodeURIComponent(escapes));
  } catch {
    return cursor.fail("an escape in a tag that is none", cursor.index - text.length);
  }
}

export interface Directive {
  readonly name: string;
  readonly tag?: Required<Tag>;
  readonly major?: number;
}

/** A line that starts with `%`. */
export function scanDirective(cursor: YamlCursor): Directive {
  cursor.forward();
  const name = cursor.takeWhile(isWord);
  if (name === "" || !isSpaceOrBreak(cursor.peek()))
    cursor.fail(`${cursor.found()} where a letter or digit of a directive must stand`);
  let directive: Directive = { name };
  if (name === "YAML") directive = { name, major: scanVersion(cursor) };
  else if (name === "TAG") directive = { name, tag: scanTagDirective(cursor) };
  else cursor.takeWhile((character) => !isBreakOrEnd(character));
  takeSpaces(cursor);
  if (cursor.peek() === "#") cursor.takeWhile((character) => !isBreakOrEnd(character));
  if (!isBreakOrEnd(cursor.peek())) cursor.fail(`${cursor.found()} where a comment or the end of the line may stand`);
  cursor.takeBreak();
  return directive;
}

/** `1.1`: the number before the point. */
function scanVersion(cursor: YamlCursor): number {
  takeSpaces(cursor);
  const text = cursor.takeWhile((character) => /[0-9.]/.test(character));
  const major = /^([0-9]+)\.[0-9]+$/.exec(text)?.[1];
  if (major === undefined || !isSpaceOrBreak(cursor.peek())) cursor.fail("a %YAML directive without a version");
  return Number(major);
}

function scanTagDirective(cursor: YamlCursor): Required<Tag> {
  takeSpaces(cursor);
  const handle = scanHandle(cursor);
  if (takeSpaces(cursor) === "") cursor.fail(`${cursor.found()} where a space must stand`);
  const text = scanUri(cursor);
  if (!isSpaceOrBreak(cursor.peek())) cursor.fail(`${cursor.found()} where a space must stand`);
  return { handle, text };
}
