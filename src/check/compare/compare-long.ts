import type { CompareContext, Place } from "./context.js";
import type { Entry } from "./entry.js";

/** What is shown of a long text before the first character that differs, and from there on. */
const BEFORE = 100;
const BEHIND = 200;

/** True if two values are the same to the last character; neither is ever held as a whole. */
export function sameText(stored: Entry, got: Entry): boolean {
  return samePieces(stored.pieces(), got.pieces());
}

/** The same of two texts in pieces, wherever these end. */
export function samePieces(a: Iterable<string>, b: Iterable<string>): boolean {
  return firstDifference(a, b) === undefined;
}

/**
 * Compares values that are too long to be read as a whole: nothing is normalised, and the first character that differs
 * reported.
 */
export function compareLong(stored: Entry, got: Entry, place: Place, context: CompareContext): void {
  const found = firstDifference(stored.pieces(), got.pieces());
  if (found === undefined) return;
  const [before, after] = [sizeOf(stored), sizeOf(got)];
  const became = before === after ? "another of that size" : `one of ${after}`;
  const message = `a value of about ${before} bytes became ${became}: too long to compare line by line`;
  context.report(place, `character ${found.offset + 1}`, message, found.stored, found.got);
}

/** Of the two only one need be long; JSON that is held as a value has its size from its text. */
function sizeOf(entry: Entry): number {
  if (entry.size > 0) return entry.size;
  let size = 0;
  for (const piece of entry.pieces()) size += piece.length;
  return size;
}

interface TextDifference {
  readonly offset: number;
  readonly stored: string;
  readonly got: string;
}

function firstDifference(stored: Iterable<string>, got: Iterable<string>): TextDifference | undefined {
  const left = new PieceReader(stored);
  const right = new PieceReader(got);
  let offset = 0;
  while (!left.atEnd() && !right.atEnd()) {
    const length = Math.min(left.available(), right.available());
    const a = left.peek(length);
    const b = right.peek(length);
    if (a !== b) {
      let at = 0;
      while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
      left.skip(at);
      right.skip(at);
      offset += at;
      break;
    }
    left.skip(length);
    right.skip(length);
    offset += length;
  }
  if (left.atEnd() && right.atEnd()) return undefined;
  return { offset, stored: left.around(), got: right.around() };
}

/** A position in a text that comes in pieces; empty ones are passed over. */
class PieceReader {
  readonly #pieces: Iterator<string>;
  #piece: string | undefined = "";
  #at = 0;

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces[Symbol.iterator]();
    this.skip(0);
  }

  atEnd(): boolean {
    return this.#piece === undefined;
  }

  /** Characters left in the present piece. */
  available(): number {
    return (this.#piece?.length ?? 0) - this.#at;
  }

  /** Up to `length` characters of the present piece. */
  peek(length: number): string {
    return this.#piece?.slice(this.#at, this.#at + length) ?? "";
  }

  /** Some of the present piece, from before the position to behind it. */
  around(): string {
    return this.#piece?.slice(Math.max(0, this.#at - BEFORE), this.#at + BEHIND) ?? "";
  }

  /** Goes on by at most what is available. */
  skip(length: number): void {
    this.#at += length;
    while (this.#piece !== undefined && this.#at >= this.#piece.length) {
      const { value, done } = this.#pieces.next();
      this.#piece = done === true ? undefined : value;
      this.#at = 0;
    }
  }
}
