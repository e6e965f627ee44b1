const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;

/** What stands outside of texts, by its byte; what no JSON has there is 0. */
const Kind = { wrong: 0, other: 1, space: 2, quote: 3, colon: 4, opening: 5, closing: 6 } as const;

const KINDS = new Uint8Array(256);
const setKinds = (characters: string, kind: number): void => {
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
};
// Numbers, and true, false, null, NaN and Infinity.
setKinds("0123456789+-.eEtrufalsnNIity,", Kind.other);
setKinds(" \t\r\n", Kind.space);
setKinds('"', Kind.quote);
setKinds(":", Kind.colon);
setKinds("[{", Kind.opening);
setKinds("]}", Kind.closing);

/** The outputs of a cell: notebook, list of cells, cell. */
const CELL_DEPTH = 3;

/** Keys that matter are shorter. */
const MAX_KEY_LENGTH = 16;

/** What stands in place of outputs. */
const ANY_OUTPUT: Uint8Array = new TextEncoder().encode('{"name": "stdout", "output_type": "stream", "text": ""}');

/**
 * The bytes of a notebook file of format 4, one short output in place of the outputs of each cell that has any: of a file of a
 * gigabyte what is left to read may be a kilobyte. `undefined` for what cannot be JSON; whoever reads it tells why.
 */
export function notebookOutline(pieces: Iterable<Uint8Array>): Uint8Array | undefined {
  const outline = new Outline();
  for (const piece of pieces) if (!outline.add(piece)) return undefined;
  return outline.bytes();
}

class Outline {
  readonly #kept: Uint8Array[] = [];
  /** The last key at each of the upper levels. */
  readonly #keys: string[] = [];
  #depth = 0;
  #inText = false;
  /** The piece before ended with a backslash that escapes what follows. */
  #isEscaped = false;
  /** The last text, if it may be a key that matters. */
  #word = "";
  #isSkipping = false;
  #hasOutputs = false;

  /** False if this cannot be JSON. */
  add(piece: Uint8Array): boolean {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      if (this.#inText) {
        at = this.#passText(piece, at);
        continue;
      }
      const byte = piece[at] as number;
      const kind = KINDS[byte];
      if (kind === Kind.wrong) return false;
      if (kind === Kind.closing) {
        if (--this.#depth < 0) return false;
        if (this.#isSkipping && this.#depth === CELL_DEPTH) {
          this.#isSkipping = false;
          if (this.#hasOutputs) this.#kept.push(ANY_OUTPUT);
          from = at;
        }
        continue;
      }
      if (kind === Kind.space) continue;
      this.#hasOutputs = true;
      if (kind === Kind.quote) {
        this.#inText = true;
        this.#word = "";
      } else if (kind === Kind.colon && this.#depth <= CELL_DEPTH) this.#keys[this.#depth] = this.#word;
      else if (kind === Kind.opening) {
        if (!this.#isSkipping && byte === OPENING_BRACKET && this.#isAtOutputs()) {
          this.#kept.push(piece.slice(from, at + 1));
          this.#isSkipping = true;
          this.#hasOutputs = false;
        }
        this.#depth++;
      }
    }
    if (!this.#isSkipping) this.#kept.push(piece.slice(from));
    return true;
  }

  bytes(): Uint8Array | undefined {
    return this.#depth === 0 && !this.#inText ? Buffer.concat(this.#kept) : undefined;
  }

  #isAtOutputs(): boolean {
    return this.#depth === CELL_DEPTH && this.#keys[1] === "cells" && this.#keys[CELL_DEPTH] === "outputs";
  }

  /** Goes through a text whose part in this piece begins at `start`: the place of the quote that ends it, or of the last byte. */
  #passText(piece: Uint8Array, start: number): number {
    let at = this.#isEscaped ? start + 1 : start;
    this.#isEscaped = false;
    for (;;) {
      const quote = piece.indexOf(QUOTE, at);
      const end = quote < 0 ? piece.length : quote;
      let first = end;
      while (first > at && piece[first - 1] === BACKSLASH) first--;
      // An even number of backslashes are escapes of each other.
      const isEscaped = (end - first) % 2 === 1;
      if (quote >= 0 && isEscaped) {
        at = quote + 1;
        continue;
      }
      if (this.#depth <= CELL_DEPTH && end - start + this.#word.length <= MAX_KEY_LENGTH)
        this.#word += String.fromCharCode(...piece.subarray(start, end));
      else this.#word = "…".repeat(MAX_KEY_LENGTH);
      if (quote < 0) {
        this.#isEscaped = isEscaped;
        return piece.length - 1;
      }
      this.#inText = false;
      return quote;
    }
  }
}
