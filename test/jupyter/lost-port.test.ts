import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelSession, type KernelSpec } from "../../src/jupyter/index.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-port-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A kernel that dies with the text each time, after noting the port it was given. */
function dying(name: string, text: string): { spec: KernelSpec; ports: () => string[] } {
  const log = join(folder, name);
  writeFileSync(log, "");
  const script = `const fs = require("node:fs");
    const { shell_port } = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
    fs.appendFileSync(${JSON.stringify(log)}, shell_port + "\\n");
    console.error(${JSON.stringify(text)}); process.exitCode = 1;`;
  const spec: KernelSpec = {
    name,
    displayName: name,
    language: "python",
    argv: [process.execPath, "-e", script, "{connection_file}"],
    env: {},
    interruptMode: "signal",
    resourceDir: "",
  };
  return { spec, ports: () => readFileSync(log, "utf8").trim().split("\n") };
}

it("asks a kernel again whose first question was lost", async () => {
  const kernel = fileURLToPath(new URL("../runner/beyond/tiny-kernel.mjs", import.meta.url));
  const spec: KernelSpec = {
    name: "tiny",
    displayName: "tiny",
    language: "python",
    argv: [process.execPath, kernel, "{connection_file}"],
    env: { TINY_KERNEL_LOSES: "1" },
    interruptMode: "signal",
    resourceDir: "",
  };
  const session = await KernelSession.start(spec);
  expect(session.info).toMatchObject({ implementation: "tiny" });
  await session.shutdown();
}, 60_000);

describe("a kernel that lost its port to another program", () => {
  it("is started again with other ports, a few times", async () => {
    const { spec, ports } = dying("lost", "zmq.error.ZMQError: Address already in use (addr='tcp://127.0.0.1:5')");
    await expect(KernelSession.start(spec)).rejects.toThrow(/died before it answered.*Address already in use/s);
    expect(ports().length).toBe(5);
    expect(new Set(ports()).size).toBeGreaterThan(1);
  });

  it("is not started again if it died of something else", async () => {
    const { spec, ports } = dying("other", "ModuleNotFoundError: No module named 'ipykernel'");
    await expect(KernelSession.start(spec)).rejects.toThrow(/No module named/);
    expect(ports().length).toBe(1);
  });
});
