import type { TextPieces } from "./handler.js";

/** The UTF-8 of a text that comes in pieces, as often as it is asked for, and how many bytes that is. */
export interface Utf8Text {
  readonly byteLength: number;
  readonly pieces: () => Generator<Uint8Array>;
}

/**
 * The text as servers want it, who must be told its length first: pieces are made twice rather than held. Those that can be
 * taken only once are held as their bytes.
 */
export function utf8Text(given: TextPieces): Utf8Text {
  const once = (given[Symbol.iterator]() as unknown) === given;
  const pieces = once ? [...utf8Pieces(given)] : given;
  let byteLength = 0;
  for (const piece of pieces) byteLength += typeof piece === "string" ? Buffer.byteLength(piece) : piece.byteLength;
  return { byteLength, pieces: () => utf8Pieces(pieces) };
}

/** The pieces as UTF-8. */
export function* utf8Pieces(pieces: TextPieces): Generator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
}

/** All of the text in one piece of memory. */
export function utf8Bytes(given: TextPieces): Uint8Array {
  const text = utf8Text(given);
  const bytes = Buffer.allocUnsafeSlow(text.byteLength);
  let at = 0;
  for (const piece of text.pieces()) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
