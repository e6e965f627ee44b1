import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A page at `/status` that shows the cluster's card and reloads itself; listens on 127.0.0.1 only. */
export class StatusPage {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/status`;
  }

  /** Serves `card()`; a port that is taken gives a warning and another port, as Dask does. */
  static async start(port: number, card: () => string): Promise<StatusPage> {
    const server = createServer((request, response) => {
      if (request.url !== "/status" && request.url !== "/") {
        response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
        return;
      }
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
      response.end(`<!doctype html><meta http-equiv="refresh" content="1"><title>cellmill cluster</title>${card()}\n`);
    });
    // The page must not keep the process alive.
    server.unref();
    try {
      await listen(server, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      await listen(server, 0);
      const taken = (server.address() as AddressInfo).port;
      console.warn(`Port ${port} is already in use. The status page is on port ${taken} instead.`);
    }
    return new StatusPage(server);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}
