import { StoreError } from "../../core/index.js";
import type { NotebookIoOptions } from "./handler.js";
import { chunkStream } from "./http-body.js";
import type { SentText } from "./sent-text.js";

interface HttpRequest {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: SentText;
}

/** As many redirects as the platform itself follows. */
const MOST_REDIRECTS = 20;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** The server's answer; redirects are followed, and a status that is not 2xx is an error. */
export async function httpRequest(path: string, init: HttpRequest, options: NotebookIoOptions): Promise<Response> {
  const where = urlWithoutSecrets(path);
  let response: Response;
  try {
    const { body, ...rest } = init;
    response = await (body === undefined ? request(path, rest, options) : sendBody(path, rest, body, options));
  } catch (cause) {
    const got = reasonOf(cause);
    throw new StoreError({ what: "the request failed", where, ...(got === undefined ? {} : { got }), cause });
  }
  if (response.ok) return response;
  throw new StoreError({ what: "the server refused", where, got: `status ${response.status} ${response.statusText}` });
}

/** What went wrong, as the system says it: the platform's own error says only that fetching failed. */
function reasonOf(error: unknown): string | undefined {
  const { cause } = error as { readonly cause?: NodeJS.ErrnoException };
  // An error that is several, one for each address, has no message of its own.
  return cause?.message || cause?.code;
}

type Head = Omit<HttpRequest, "body">;

function request(path: string, init: Head & Pick<RequestInit, "body">, options: NotebookIoOptions): Promise<Response> {
  const { url, headers } = withLogin(path);
  return fetch(url, {
    ...init,
    headers: { ...init.headers, ...headers },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/**
 * Sends a body that is read as it is sent. The platform follows redirects only with a body that it holds, so that is done here,
 * by its rules: the login is for the first server alone.
 */
async function sendBody(path: string, init: Head, body: SentText, options: NotebookIoOptions): Promise<Response> {
  const headers = { ...init.headers, "content-length": String(body.byteLength) };
  let url = path;
  for (let redirects = 0; ; redirects++) {
    const sent = { ...init, headers, body: chunkStream(body.chunks()), duplex: "half", redirect: "manual" };
    const response = await request(url, sent, options);
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null || redirects === MOST_REDIRECTS) return response;
    await response.body?.cancel();
    url = redirected(url, location);
  }
}

function redirected(from: string, location: string): string {
  const [before, after] = [new URL(from), new URL(location, from)];
  if (before.origin === after.origin) {
    after.username ||= before.username;
    after.password ||= before.password;
  }
  return after.href;
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
