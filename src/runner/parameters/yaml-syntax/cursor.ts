import { ParameterError } from "../../../core/index.js";

/** Stands behind the last character: YAML can hold none. */
export const END = "\0";

const BREAKS = "\r\n\x85\u2028\u2029";

export const isBreak = (character: string): boolean => BREAKS.includes(character);
export const isBreakOrEnd = (character: string): boolean => character === END || isBreak(character);
/** What ends a word: white space, the end of a line or of the text. */
export const isGap = (character: string): boolean => character === " " || character === "\t" || isBreakOrEnd(character);

/** What PyYAML takes for no character of a text, also in quotes. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A place in a YAML text that goes forward, and knows its column and line. */
export class YamlCursor {
  readonly #text: string;
  readonly #where: string;
  index = 0;
  column = 0;
  line = 0;

  constructor(text: string, where: string) {
    this.#text = text;
    this.#where = where;
    const unprintable = UNPRINTABLE.exec(text);
    if (unprintable !== null) this.fail(`the character ${codePointName(unprintable[0])}`, unprintable.index);
    // A byte order mark is none of the columns.
    if (text.startsWith("\ufeff")) this.index = 1;
  }

  peek(ahead = 0): string {
    return this.#text[this.index + ahead] ?? END;
  }

  prefix(length: number): string {
    return this.#text.slice(this.index, this.index + length);
  }

  forward(length: number = 1): void {
    for (let left = length; left > 0; left--) {
      const character = this.#text[this.index++] ?? END;
      if (isBreak(character) && (character !== "\r" || this.peek() !== "\n")) {
        this.line++;
        this.column = 0;
      } else this.column++;
    }
  }

  /** Takes as many characters as pass the test. */
  takeWhile(test: (character: string) => boolean): string {
    let length = 0;
    while (test(this.peek(length))) length++;
    const taken = this.prefix(length);
    this.forward(length);
    return taken;
  }

  /** Takes a line's end, if there is one: what it is in a text. */
  takeBreak(): string {
    const character = this.peek();
    if (!isBreak(character)) return "";
    this.forward(this.prefix(2) === "\r\n" ? 2 : 1);
    return character === "\u2028" || character === "\u2029" ? character : "\n";
  }

  /** True where only blanks stand before on the line. */
  atLineStart(): boolean {
    return this.#text.slice(this.index - this.column, this.index).trim() === "";
  }

  /** True before `---` or `...` that stands alone. */
  atMarker(marker: "---" | "..."): boolean {
    return this.column === 0 && this.prefix(3) === marker && isGap(this.peek(3));
  }

  /** An offset as compilers write it. */
  place(offset: number): string {
    const lines = this.#text.slice(0, offset).split(/\r\n|[\r\n]/);
    return `${this.#where}:${lines.length}:${(lines.at(-1) as string).replace("\ufeff", "").length + 1}`;
  }

  fail(got: string, offset: number = this.index): never {
    throw new ParameterError({ what: "not valid YAML", where: this.place(offset), got });
  }

  /** The character here, as messages name it. */
  found(): string {
    const character = this.peek();
    if (character === END) return "the end of the text";
    return isBreak(character) ? "the end of the line" : JSON.stringify(character);
  }
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}
