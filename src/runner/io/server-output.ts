import type { NotebookHandler, NotebookIoOptions, NotebookOutput, TextPieces } from "./handler.js";
import { newBytes } from "./new-bytes.js";
import { SentText } from "./sent-text.js";

/** Sends all of a notebook to its place on a server. */
export type SendText = (path: string, body: SentText, options: NotebookIoOptions) => Promise<void>;

export interface ServerOutputOptions {
  /** What sends the notebook holds all of it in one piece: no more large outputs are then to come meanwhile. */
  readonly sendsWhole?: boolean;
}

/** How a handler writes to a server, which gets all of the notebook each time. */
export function serverWriting(
  send: SendText,
  output: ServerOutputOptions = {},
): Required<Pick<NotebookHandler, "write" | "writePieces" | "openOutput">> {
  const writePieces = async (path: string, pieces: TextPieces, options: NotebookIoOptions): Promise<void> => {
    const body = await SentText.of(pieces);
    try {
      await send(path, body, options);
    } finally {
      await body.close();
    }
  };
  return {
    write: (path, text, options) => writePieces(path, [text], options),
    writePieces,
    openOutput: (path, options) => serverOutput((body) => send(path, body, options), output),
  };
}

/** A notebook on a server, which gets all of it at each save. */
export function serverOutput(
  send: (body: SentText) => Promise<void>,
  { sendsWhole = false }: ServerOutputOptions = {},
): NotebookOutput {
  return {
    async save(pieces, released) {
      const body = await SentText.of(newBytes(pieces(false)));
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
