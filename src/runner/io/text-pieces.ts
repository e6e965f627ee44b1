import type { TextPieces } from "./handler.js";

/** The pieces as UTF-8. */
export function* utf8Pieces(pieces: TextPieces): Generator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
}
