import type { CompareContext, Place } from "./context.js";
import type { Entry } from "./flatten-outputs.js";

/**
 * Compares streams that are too long to hold as one text, piece against piece: no copy is made and nothing is normalised.
 * Reports the first character that differs.
 */
export function compareLongStream(stored: Entry, got: Entry, place: Place, context: CompareContext): void {
  const left = new PieceReader(piecesOf(stored));
  const right = new PieceReader(piecesOf(got));
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
  if (left.atEnd() && right.atEnd()) return;
  const message = `${totalLength(stored)} characters became ${totalLength(got)}: too long to compare line by line`;
  context.report(place, `character ${offset + 1}`, message, left.peek(200), right.peek(200));
}

function piecesOf({ value, pieces }: Entry): readonly string[] {
  return pieces ?? [String(value)];
}

function totalLength(entry: Entry): number {
  return piecesOf(entry).reduce((sum, piece) => sum + piece.length, 0);
}

/** A position in a list of texts; empty texts are passed over. */
class PieceReader {
  readonly #pieces: readonly string[];
  #piece = 0;
  #at = 0;

  constructor(pieces: readonly string[]) {
    this.#pieces = pieces;
    this.skip(0);
  }

  atEnd(): boolean {
    return this.#piece >= this.#pieces.length;
  }

  /** Characters left in the current text. */
  available(): number {
    return (this.#pieces[this.#piece]?.length ?? 0) - this.#at;
  }

  /** Up to `length` characters of the current text. */
  peek(length: number): string {
    return this.#pieces[this.#piece]?.slice(this.#at, this.#at + length) ?? "";
  }

  /** Goes on by at most what is available. */
  skip(length: number): void {
    this.#at += length;
    while (!this.atEnd() && this.available() <= 0) {
      this.#piece++;
      this.#at = 0;
    }
  }
}
