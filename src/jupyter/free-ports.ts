import { createServer, type Server } from "node:net";

/** Ports handed out lately, so that kernels started at once by this process never share one. */
const recent = new Set<number>();

/** `count` TCP ports of the loopback interface that were free at that moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  const ports: number[] = [];
  try {
    while (ports.length < count) {
      // Another runner's client may wait for its kernel on this very port. Holding its connection would stall both of us
      // until ZeroMQ's handshake times out (30 s); refused, it tries again at once.
      const server = createServer((socket) => socket.destroy());
      servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      const address = server.address();
      if (typeof address !== "object" || address === null || recent.has(address.port)) continue;
      recent.add(address.port);
      setTimeout(() => recent.delete(address.port), 60_000).unref();
      ports.push(address.port);
    }
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return ports;
}
