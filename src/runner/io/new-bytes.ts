import type { VersionPieces } from "./handler.js";

/** The bytes of a version of which nothing was saved before; they may be asked for again. `count` is told of each piece. */
export function newBytes(pieces: VersionPieces, count: (bytes: number) => void = () => {}): Iterable<Uint8Array> {
  return {
    *[Symbol.iterator]() {
      for (const piece of pieces) {
        if (!(piece instanceof Uint8Array)) continue; // nothing is kept of a last version
        count(piece.byteLength);
        yield piece;
      }
    },
  };
}
