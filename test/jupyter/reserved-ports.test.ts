import { createServer, type Server } from "node:net";
import { expect, it } from "vitest";
import { type ReservedPorts, reservePorts } from "../../src/jupyter/reserved-ports.js";

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function portsOf(sets: readonly Pick<ReservedPorts, "ports">[]): number[] {
  return sets.flatMap(({ ports }) => Object.values(ports));
}

it("gives ports that can be listened on, none of them twice", async () => {
  const sets = await Promise.all(Array.from({ length: 300 }, reservePorts));
  const ports = portsOf(sets);
  expect(new Set(ports).size).toBe(1500);
  const servers = await Promise.all(ports.map(listen));
  for (const server of servers) server.close();
  for (const { release } of sets) release();
});

it("stays below the ports of outgoing connections, where a waiting client may meet itself", async () => {
  const sets = await Promise.all(Array.from({ length: 50 }, reservePorts));
  for (const port of portsOf(sets)) expect(port).toBeLessThan(32_768);
  for (const { release } of sets) release();
});

it("keeps the block from every other process until it is released", async () => {
  const { ports, release } = await reservePorts();
  const guard = ports.shell_port - 1;
  await expect(listen(guard)).rejects.toThrow(/EADDRINUSE/);
  release();
  (await listen(guard)).close();
});
