import { StoreError } from "../../core/index.js";
import type { NotebookIoOptions } from "./handler.js";

interface HttpRequest {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The server's answer; redirects are followed, and a status that is not 2xx is an error. */
export async function httpRequest(path: string, init: HttpRequest, options: NotebookIoOptions): Promise<Response> {
  const where = urlWithoutSecrets(path);
  let response: Response;
  try {
    const { url, headers } = withLogin(path);
    response = await fetch(url, {
      ...init,
      headers: { ...init.headers, ...headers },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    throw new StoreError({ what: "the request failed", where, cause });
  }
  if (response.ok) return response;
  throw new StoreError({ what: "the server refused", where, got: `status ${response.status} ${response.statusText}` });
}

// fetch refuses URLs that hold a user and password; they are HTTP's basic login.
function withLogin(path: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(path);
  if (url.username === "" && url.password === "") return { url: path, headers: {} };
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(login, "utf8").toString("base64")}` } };
}

/** The URL without user, password and query, which may hold keys. */
export function urlWithoutSecrets(path: string): string {
  if (!URL.canParse(path)) return path;
  const url = new URL(path);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
