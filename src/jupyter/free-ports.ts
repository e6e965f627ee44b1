import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152). A client that tries a
 * port in that range before its kernel listens there may be connected to itself: ZeroMQ takes this for a broken peer and
 * never tries again, so the kernel would stay unheard.
 */
const FIRST_PORT = 15_000;
const END_PORT = 32_768;

/** Ports tried lately, so that kernels started at once by this process never share one. */
const recent = new Set<number>();

/** `count` TCP ports of the loopback interface that were free at that moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(FIRST_PORT, END_PORT);
    if (recent.has(port)) continue;
    // Before the wait, in which another call may draw the same number.
    recent.add(port);
    setTimeout(() => recent.delete(port), 60_000).unref();
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** True if the port can be listened on now; any other failure than "in use" or "not allowed" is thrown. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
