import type { NotebookOutput, VersionPieces } from "./handler.js";
import { SentText } from "./sent-text.js";

/**
 * A notebook on a server, which gets all of it at each save. `sendsWhole`: what sends it holds all of it in one piece; no
 * more large outputs are then to come meanwhile.
 */
export function serverOutput(
  send: (body: SentText) => Promise<void>,
  { sendsWhole = false }: { readonly sendsWhole?: boolean } = {},
): NotebookOutput {
  return {
    async save(pieces, released) {
      const body = await bodyOf(pieces);
      // A long one lies in a file, and the server may be slow.
      if (!sendsWhole) released?.();
      try {
        await send(body);
        return body.byteLength;
      } finally {
        await body.close();
      }
    },
  };
}

function bodyOf(pieces: (hasLast: boolean) => VersionPieces): Promise<SentText> {
  return SentText.of(newBytes(pieces(false)));
}

function newBytes(pieces: VersionPieces): Iterable<Uint8Array> {
  return {
    *[Symbol.iterator]() {
      // Nothing is kept of a last version.
      for (const piece of pieces) if (piece instanceof Uint8Array) yield piece;
    },
  };
}
