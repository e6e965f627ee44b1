import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { OptionError } from "../../core/index.js";
import type { BatchState, RunRow } from "../batch/batch-state.js";
import { livePage } from "./live-page.js";

/** Changes are sent at most this often. */
const SEND_MS = 100;

/** No other site may load or keep what is sent. */
const GUARDS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** Serves a page that follows a batch, on this machine only. */
export class LiveServer {
  readonly #state: BatchState;
  readonly #server: Server;
  readonly #clients = new Set<ServerResponse>();
  readonly #changed = new Map<number, RunRow>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #port = 0;

  private constructor(state: BatchState) {
    this.#state = state;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#unsubscribe = state.onChange((row) => this.#note(row));
  }

  /** Starts on 127.0.0.1; port 0 takes a free one. */
  static async start(state: BatchState, port = 0): Promise<LiveServer> {
    const live = new LiveServer(state);
    await new Promise<void>((resolve, reject) => {
      live.#server.once("error", (cause: NodeJS.ErrnoException) => {
        live.#unsubscribe();
        reject(
          new OptionError({
            what: `the live page cannot be served on port ${port}`,
            got: cause.code ?? cause.message,
            cause,
          }),
        );
      });
      live.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = live.#server.address();
    live.#port = typeof address === "object" && address !== null ? address.port : port;
    // The page alone keeps no process alive.
    live.#server.unref();
    return live;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Tells the pages that the batch is over and ends. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#unsubscribe();
    this.#send();
    for (const client of this.#clients) {
      client.write(eventText("end", { took: Date.now() - this.#state.startedAt }));
      client.end();
    }
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // A page of another site that makes its own name point here must learn nothing.
    const host = request.headers.host ?? "";
    if (host !== `127.0.0.1:${this.#port}` && host !== `localhost:${this.#port}`) refuse(response, 403);
    else if (request.method !== "GET" && request.method !== "HEAD") refuse(response, 405);
    else if (request.url === "/") sendPage(response);
    else if (request.url === "/events") this.#subscribe(response);
    else refuse(response, 404);
  }

  #subscribe(response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      ...GUARDS,
    });
    const { rows, startedAt, jobs } = this.#state;
    response.write(eventText("state", { rows, startedAt, jobs, now: Date.now() }));
    this.#clients.add(response);
    response.on("close", () => this.#clients.delete(response));
  }

  #note(row: RunRow): void {
    this.#changed.set(row.index, row);
    this.#timer ??= setTimeout(() => this.#send(), SEND_MS).unref();
  }

  #send(): void {
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    const text = eventText("rows", [...this.#changed.values()]);
    this.#changed.clear();
    for (const client of this.#clients) client.write(text);
  }
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    ...GUARDS,
    "referrer-policy": "no-referrer",
    "content-security-policy": "frame-ancestors 'none'",
  });
  response.end(livePage(randomBytes(16).toString("base64")));
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${status}\n`);
}

/** JSON has no line ends, so one data line holds it. Parameters' big integers and floats are not shown. */
function eventText(event: string, data: unknown): string {
  const json = JSON.stringify(data, (key, value: unknown) => (key === "parameters" ? undefined : value));
  return `event: ${event}\ndata: ${json}\n\n`;
}
