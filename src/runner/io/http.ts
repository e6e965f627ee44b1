import type { NotebookHandler, NotebookIoOptions } from "./handler.js";
import { readBody } from "./http-body.js";
import { httpRequest, urlWithoutSecrets } from "./http-request.js";
import type { SentText } from "./sent-text.js";
import { serverWriting } from "./server-output.js";

/** http(s): read with GET, written with PUT; a status that is not 2xx is an error. */
export const httpHandler: NotebookHandler = {
  async read(path, options) {
    const response = await httpRequest(path, { headers: { accept: "application/json" } }, options);
    return readBody(response);
  },

  ...serverWriting(send),

  prettyPath: urlWithoutSecrets,
};

async function send(path: string, body: SentText, options: NotebookIoOptions): Promise<void> {
  await httpRequest(path, { method: "PUT", headers: { "content-type": "application/json" }, body }, options);
}
