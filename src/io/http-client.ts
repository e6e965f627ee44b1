import type { Pool } from "undici";
import { AbortError, StoreError } from "../core/index.js";
import { isTransient, transientError } from "./transient.js";

/** How to talk to servers: one pool of connections per origin and settings. */
export interface HttpSettings {
  readonly connectTimeoutMs: number;
  /** Longest wait for the headers, and between two pieces of a body. */
  readonly requestTimeoutMs: number;
  readonly maxConnections: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** A body that answers a range request with the whole object is read only up to this size. */
const MAX_IGNORED_RANGE_BYTES = 256 * 1024 * 1024;

const pools = new Map<string, Promise<Pool>>();

// undici takes a while to load, so it is loaded at the first request.
function poolOf(origin: string, settings: HttpSettings): Promise<Pool> {
  const id = `${origin} ${JSON.stringify(settings)}`;
  let pool = pools.get(id);
  if (pool === undefined) {
    pool = import("undici").then(
      ({ Pool: PoolClass }) =>
        new PoolClass(origin, {
          connections: settings.maxConnections,
          connect: { timeout: settings.connectTimeoutMs },
          headersTimeout: settings.requestTimeoutMs,
          bodyTimeout: settings.requestTimeoutMs,
        }),
    );
    pools.set(id, pool);
  }
  return pool;
}

/** GETs a URL with its whole body. Broken connections, timeouts and cut bodies are transient `StoreError`s. */
export async function httpGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  settings: HttpSettings,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const where = `${url.origin}${url.pathname}`;
  try {
    const pool = await poolOf(url.origin, settings);
    const response = await pool.request({
      method: "GET",
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, "accept-encoding": "identity" },
      ...(signal === undefined ? {} : { signal }),
    });
    const received = lowerCase(response.headers);
    const length = Number(received["content-length"] ?? 0);
    if (headers["range"] !== undefined && response.statusCode === 200 && length > MAX_IGNORED_RANGE_BYTES) {
      response.body.destroy();
      throw new StoreError({ what: "the server ignores byte ranges", where, got: `a body of ${length} bytes` });
    }
    return { status: response.statusCode, headers: received, body: await response.body.bytes() };
  } catch (cause) {
    if (signal?.aborted) throw new AbortError({ what: `get of ${where} was cancelled`, cause });
    if (cause instanceof StoreError) throw cause;
    const got = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    const details = { what: "request failed", where, got, cause };
    throw isTransient(cause) || isBrokenBody(cause) ? transientError(details) : new StoreError(details);
  }
}

// A body that ends too early surfaces under several names, depending on when the socket closed.
function isBrokenBody(cause: unknown): boolean {
  return cause instanceof Error && /terminated|other side closed|aborted|content-length/i.test(cause.message);
}

function lowerCase(headers: Readonly<Record<string, string | string[] | undefined>>): HttpResponse["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
