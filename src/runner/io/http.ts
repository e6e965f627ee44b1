import { StoreError } from "../../core/index.js";
import type { NotebookHandler, NotebookIoOptions } from "./handler.js";

/** http(s): read with GET, written with PUT; a status that is not 2xx is an error. */
export const httpHandler: NotebookHandler = {
  async read(path, options) {
    const response = await request(path, { headers: { accept: "application/json" } }, options);
    return response.text();
  },

  async write(path, text, options) {
    await request(path, { method: "PUT", headers: { "content-type": "application/json" }, body: text }, options);
  },

  prettyPath: withoutSecrets,
};

async function request(path: string, init: RequestInit, options: NotebookIoOptions): Promise<Response> {
  const where = withoutSecrets(path);
  let response: Response;
  try {
    response = await fetch(path, { ...init, ...(options.signal === undefined ? {} : { signal: options.signal }) });
  } catch (cause) {
    throw new StoreError({ what: "the request failed", where, cause });
  }
  if (response.ok) return response;
  throw new StoreError({ what: "the server refused", where, got: `status ${response.status} ${response.statusText}` });
}

/** The URL without user, password and query, which may hold keys. */
function withoutSecrets(path: string): string {
  if (!URL.canParse(path)) return path;
  const url = new URL(path);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
