const CONTROL: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** How many hexadecimal digits follow the letter of an escape. */
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A position in a regular expression of Python, or in a replacement. */
export class PythonReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#characters = [...text];
  }

  peek(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }

  next(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new Error("something is missing at the end");
    this.#at++;
    return character;
  }

  /** Goes past the text if it stands here. */
  take(text: string): boolean {
    if (this.#characters.slice(this.#at, this.#at + text.length).join("") !== text) return false;
    this.#at += text.length;
    return true;
  }

  /** Goes past the next such character; false if there is none. */
  skipPast(end: string): boolean {
    while (this.peek() !== undefined) if (this.next() === end) return true;
    return false;
  }

  /** What stands before the next such character, which is passed over. */
  upTo(end: string): string {
    let text = "";
    while (this.peek() !== end) text += this.next();
    this.#at++;
    return text;
  }

  /** The characters of this kind that stand here, which are passed over. */
  while(kind: RegExp): string {
    let text = "";
    while (kind.test(this.peek() ?? "")) text += this.next();
    return text;
  }

  /** What repeats, if it stands here, without `?` or `+` behind it. A brace without numbers is a character. */
  quantifier(): string | undefined {
    const character = this.peek();
    if (character === "*" || character === "+" || character === "?") return this.next();
    if (character !== "{") return undefined;
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.#characters.slice(this.#at, this.#at + 40).join(""));
    if (match === null || match[0] === "{}") return undefined;
    this.#at += match[0].length;
    return `{${match[1] || 0}${match[2]}${match[3]}}`;
  }

  /** The number of a group behind a backslash, if it is none of the octal numbers: `\0`, `\12` to the third digit. */
  reference(): string | undefined {
    const digits = this.#digits(2);
    if (digits === "" || digits.startsWith("0") || /^[0-3][0-7]{2}$/.test(this.#digits(3))) return undefined;
    this.#at += digits.length;
    return digits;
  }

  /** The character that is meant by what follows a backslash. */
  escaped(): string {
    const octal = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(this.#digits(3))?.[0];
    if (octal !== undefined) {
      this.#at += octal.length;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    const letter = this.next();
    if (CONTROL[letter] !== undefined) return CONTROL[letter];
    const length = HEX_LENGTH[letter];
    if (length === undefined) {
      if (/[a-zA-Z0-9]/.test(letter)) throw new Error(`the escape \\${letter} is not known`);
      return letter;
    }
    const digits = this.#characters.slice(this.#at, this.#at + length).join("");
    const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
    if (code < 0 || code > 0x10ffff) throw new Error(`the escape \\${letter}${digits} is wrong`);
    this.#at += length;
    return String.fromCodePoint(code);
  }

  #digits(length: number): string {
    return /^\d*/.exec(this.#characters.slice(this.#at, this.#at + length).join(""))?.[0] ?? "";
  }
}
