import { type AddressInfo, connect, createServer, Server } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { freePorts } from "../../src/jupyter/free-ports.js";

afterEach(() => {
  vi.restoreAllMocks();
});

it("gives ports that can be listened on, none of them twice", async () => {
  const ports = (await Promise.all([freePorts(5), freePorts(5)])).flat();
  expect(new Set(ports).size).toBe(10);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    await new Promise((resolve) => server.close(resolve));
  }
});

it("does not wait for a stranger who connects to a port while it is looked at", async () => {
  const { listen } = Server.prototype;
  let connected = 0;
  // Somebody who waits for a kernel of his own on the same port: connects as soon as there is a listener, and stays.
  vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server, ...args: unknown[]) {
    this.once("listening", () => {
      const stranger = connect((this.address() as AddressInfo).port, "127.0.0.1");
      stranger.on("connect", () => {
        connected++;
      });
      stranger.on("error", () => {});
    });
    return Reflect.apply(listen, this, args);
  });
  expect(await freePorts(20)).toHaveLength(20);
  expect(connected).toBeGreaterThan(0);
}, 10_000);
