import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";
import { promisify } from "node:util";
import { KernelError } from "../core/index.js";
import type { ChannelName, ConnectionInfo } from "./connection-file.js";

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152). A client that tries a
 * port in that range before its kernel listens there may be connected to itself: ZeroMQ takes this for a broken peer and
 * never tries again, so the kernel would stay unheard.
 */
const FIRST_PORT = 15_000;
const END_PORT = 32_768;
/** One port for each channel of a kernel; the first is listened on by whoever has reserved the block. */
const BLOCK = 6;
const MOST_TRIES = 20_000;

/** Ports that no other kernel of ours is given, whichever process starts it, until they are released. */
export interface ReservedPorts {
  /** As a connection file has them. */
  readonly ports: Pick<ConnectionInfo, `${ChannelName}_port`>;
  release(): void;
}

/**
 * Reserves five TCP ports of the loopback interface that are free at the moment. That they are free is not enough: where two
 * runners found the same port, the client of one would reach the kernel of the other on a channel of another kind, and ZeroMQ
 * never tries again after that. The system gives the reservation back if the process ends without releasing it.
 */
export async function reservePorts(): Promise<ReservedPorts> {
  const blocks = Math.floor((END_PORT - FIRST_PORT) / BLOCK);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const first = FIRST_PORT + BLOCK * randomInt(blocks);
    const guard = await listen(first);
    if (guard === undefined) continue;
    const ports = {
      shell_port: first + 1,
      iopub_port: first + 2,
      stdin_port: first + 3,
      control_port: first + 4,
      hb_port: first + 5,
    };
    const release = (): void => void guard.close();
    if (await areFree(Object.values(ports))) return { ports, release };
    release();
  }
  throw new KernelError({
    what: "no TCP ports are free for a kernel",
    where: `127.0.0.1, ports ${FIRST_PORT} to ${END_PORT - 1}`,
    hint: "Many kernels run, or the system lets nobody listen there. Lower --jobs.",
  });
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) {
    const server = await listen(port);
    if (server === undefined) return false;
    await promisify(server.close.bind(server))();
  }
  return true;
}

/** A server that hangs up, or `undefined` if the port is in use or not allowed; any other failure is thrown. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      else reject(error);
    });
    // Exclusive: the workers of a cluster would share one server else.
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}
