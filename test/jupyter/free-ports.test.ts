import { createServer, type Server } from "node:net";
import { expect, it } from "vitest";
import { freePorts } from "../../src/jupyter/free-ports.js";

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

it("gives ports that can be listened on, none of them twice", async () => {
  const ports = (await Promise.all([freePorts(5), freePorts(5)])).flat();
  expect(new Set(ports).size).toBe(10);
  const servers = await Promise.all(ports.map(listen));
  for (const server of servers) server.close();
});

it("stays below the ports of outgoing connections, where a waiting client may meet itself", async () => {
  for (const port of await freePorts(50)) expect(port).toBeLessThan(32_768);
});
