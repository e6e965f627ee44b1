import type { NotebookHandler, NotebookIoOptions, TextPieces } from "./handler.js";
import { readBody } from "./http-body.js";
import { httpRequest, urlWithoutSecrets } from "./http-request.js";
import { SentText } from "./sent-text.js";
import { serverOutput } from "./server-output.js";

/** http(s): read with GET, written with PUT; a status that is not 2xx is an error. */
export const httpHandler: NotebookHandler = {
  async read(path, options) {
    const response = await httpRequest(path, { headers: { accept: "application/json" } }, options);
    return readBody(response);
  },

  write: (path, text, options) => put(path, [text], options),

  writePieces: put,

  openOutput: (path, options) => serverOutput((body) => send(path, body, options)),

  prettyPath: urlWithoutSecrets,
};

async function put(path: string, pieces: TextPieces, options: NotebookIoOptions): Promise<void> {
  const body = await SentText.of(pieces);
  try {
    await send(path, body, options);
  } finally {
    await body.close();
  }
}

async function send(path: string, body: SentText, options: NotebookIoOptions): Promise<void> {
  await httpRequest(path, { method: "PUT", headers: { "content-type": "application/json" }, body }, options);
}
