import type { NotebookHandler } from "./handler.js";
import { httpRequest, urlWithoutSecrets } from "./http-request.js";

/** http(s): read with GET, written with PUT; a status that is not 2xx is an error. */
export const httpHandler: NotebookHandler = {
  async read(path, options) {
    const response = await httpRequest(path, { headers: { accept: "application/json" } }, options);
    return response.text();
  },

  async write(path, text, options) {
    await httpRequest(path, { method: "PUT", headers: { "content-type": "application/json" }, body: text }, options);
  },

  prettyPath: urlWithoutSecrets,
};
