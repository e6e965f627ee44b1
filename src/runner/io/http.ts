import type { NotebookHandler, NotebookIoOptions, TextPieces } from "./handler.js";
import { readBody } from "./http-body.js";
import { httpRequest, urlWithoutSecrets } from "./http-request.js";
import { SentText } from "./sent-text.js";

/** http(s): read with GET, written with PUT; a status that is not 2xx is an error. */
export const httpHandler: NotebookHandler = {
  async read(path, options) {
    const response = await httpRequest(path, { headers: { accept: "application/json" } }, options);
    return readBody(response);
  },

  write: (path, text, options) => put(path, [text], options),

  writePieces: put,

  prettyPath: urlWithoutSecrets,
};

async function put(path: string, pieces: TextPieces, options: NotebookIoOptions): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = await SentText.of(pieces);
  try {
    await httpRequest(path, { method: "PUT", headers, body }, options);
  } finally {
    await body.close();
  }
}
