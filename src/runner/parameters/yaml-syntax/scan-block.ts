import { END, isBreak, isBreakOrEnd, type YamlCursor } from "./cursor.js";

/** A text that `|` or `>` starts, whose lines are indented more than `parentIndent`. */
export function scanBlock(cursor: YamlCursor, parentIndent: number): string {
  const folded = cursor.peek() === ">";
  cursor.forward();
  const { chomp, increment } = scanHeader(cursor);
  const least = Math.max(parentIndent + 1, 1);
  let breaks: string;
  let indent: number;
  if (increment === undefined) {
    const found = scanIndentation(cursor);
    breaks = found.breaks;
    indent = Math.max(least, found.indent);
  } else {
    indent = least + increment - 1;
    breaks = scanBreaks(cursor, indent);
  }
  let text = "";
  let last = "";
  const inBlock = (): boolean => cursor.column === indent && cursor.peek() !== END;
  while (inBlock()) {
    text += breaks;
    const flush = !isBlank(cursor.peek());
    text += cursor.takeWhile((character) => !isBreakOrEnd(character));
    last = cursor.takeBreak();
    breaks = scanBreaks(cursor, indent);
    if (!inBlock()) break;
    // Lines that start with no space are joined.
    if (folded && last === "\n" && flush && !isBlank(cursor.peek())) text += breaks === "" ? " " : "";
    else text += last;
  }
  if (chomp !== "-") text += last;
  return chomp === "+" ? text + breaks : text;
}

const isBlank = (character: string): boolean => character === " " || character === "\t";

/** Behind `|` or `>`: what becomes of the last line ends, how deep the text is indented, a comment. */
function scanHeader(cursor: YamlCursor): { readonly chomp: string; readonly increment: number | undefined } {
  const signs = cursor.takeWhile((character) => /[-+0-9]/.test(character));
  const [, before = "", digit, after = ""] =
    /^([-+]?)([1-9]?)([-+]?)$/.exec(signs) ??
    cursor.fail(`${JSON.stringify(signs)} where a sign and a digit from 1 to 9 may stand`, cursor.index - signs.length);
  if (before !== "" && after !== "") cursor.fail("two signs", cursor.index - 1);
  if (!(cursor.peek() === " " || isBreakOrEnd(cursor.peek())))
    cursor.fail(`${cursor.found()} where a space must stand`);
  cursor.takeWhile((character) => character === " ");
  if (cursor.peek() === "#") cursor.takeWhile((character) => !isBreakOrEnd(character));
  if (!isBreakOrEnd(cursor.peek())) cursor.fail(`${cursor.found()} where a comment or the end of the line may stand`);
  cursor.takeBreak();
  return { chomp: before + after, increment: digit ? Number(digit) : undefined };
}

/** The deepest column of the blank lines before the text, and its own. */
function scanIndentation(cursor: YamlCursor): { readonly breaks: string; readonly indent: number } {
  let breaks = "";
  let indent = 0;
  while (cursor.peek() === " " || isBreak(cursor.peek())) {
    if (cursor.peek() === " ") {
      cursor.forward();
      indent = Math.max(indent, cursor.column);
    } else breaks += cursor.takeBreak();
  }
  return { breaks, indent };
}

function scanBreaks(cursor: YamlCursor, indent: number): string {
  let breaks = "";
  for (;;) {
    while (cursor.column < indent && cursor.peek() === " ") cursor.forward();
    if (!isBreak(cursor.peek())) return breaks;
    breaks += cursor.takeBreak();
  }
}
