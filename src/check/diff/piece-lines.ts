/** A text that may be too long to be held as one: it comes piece by piece, each time from the start. */
export interface PieceText {
  readonly pieces: () => Iterable<string>;
}

/** A text that is there as a whole. */
export function wholeText(text: string): PieceText {
  return { pieces: () => [text] };
}

/** A number for each line, so that of many lines none need be held; `undefined` if there are more than `most`. */
export function lineNumbers(text: PieceText, most: number): Float64Array | undefined {
  let numbers = new Float64Array(1024);
  let count = 0;
  // Two hashes, of 32 and of 20 bits: together they are exact in a float.
  let first = FIRST_BASIS;
  let second = 0;
  let isEmpty = true;
  const end = (): void => {
    if (count === numbers.length) {
      const longer = new Float64Array(2 * count);
      longer.set(numbers);
      numbers = longer;
    }
    numbers[count++] = (first >>> 0) * 2 ** 20 + (second >>> 12);
    first = FIRST_BASIS;
    second = 0;
  };
  for (const piece of text.pieces()) {
    if (piece !== "") isEmpty = false;
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i);
      if (code === LINE_FEED) {
        if (count === most) return undefined;
        end();
      } else {
        first = Math.imul(first ^ code, FIRST_FACTOR);
        second = Math.imul(second + code + 1, SECOND_FACTOR);
      }
    }
  }
  if (!isEmpty) end();
  return numbers.subarray(0, count);
}

const LINE_FEED = 0x0a;
// FNV-1a, and a multiplicative hash by Knuth.
const FIRST_BASIS = 0x811c9dc5;
const FIRST_FACTOR = 0x01000193;
const SECOND_FACTOR = 0x9e3779b1;

/** Gives some of a text's lines, in order; of a long line no more than its start. */
export class LineReader {
  readonly #pieces: Iterator<string>;
  readonly #most: number;
  #piece = "";
  #at = 0;
  /** The line, counted from 0, at whose start the reader stands. */
  #next = 0;

  constructor(text: PieceText, mostCharacters: number) {
    this.#pieces = text.pieces()[Symbol.iterator]();
    this.#most = mostCharacters;
  }

  /** A line that comes behind all that were asked for before. */
  line(index: number): string {
    while (this.#next < index) this.#read(0);
    return this.#read(this.#most);
  }

  /** Goes behind the line and returns up to so many characters of it. */
  #read(most: number): string {
    let text = "";
    let length = 0;
    for (;;) {
      const end = this.#piece.indexOf("\n", this.#at);
      const stop = end < 0 ? this.#piece.length : end;
      if (length < most) text += this.#piece.slice(this.#at, Math.min(stop, this.#at + most - length));
      length += stop - this.#at;
      this.#at = stop + 1;
      if (end >= 0 || !this.#more()) break;
    }
    this.#next++;
    return length > most && most > 0 ? `${text}… (${length} characters)` : text;
  }

  #more(): boolean {
    const { value, done } = this.#pieces.next();
    this.#piece = done === true ? "" : value;
    this.#at = 0;
    return done !== true;
  }
}
