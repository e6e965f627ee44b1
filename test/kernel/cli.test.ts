import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelHarness } from "./kernel-harness.js";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kernel-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cellmill(...args: string[]): Promise<{ code: number | null; output: string }> {
  // No PATH: nothing but Node is needed, no Python and no jupyter.
  const child = spawn(process.execPath, [CLI, ...args], { env: { JUPYTER_DATA_DIR: folder, HOME: folder } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  return { code: await new Promise((resolve) => child.on("close", resolve)), output };
}

test("install, list, uninstall, with nothing but Node", async () => {
  const spec = join(folder, "kernels", "mine", "kernel.json");
  const installed = await cellmill("kernel", "install", "--name", "mine", "--display-name", "My TypeScript");
  expect(installed).toMatchObject({ code: 0 });
  expect(installed.output).toContain(join(folder, "kernels", "mine"));
  expect(existsSync(spec)).toBe(true);
  const { output } = await cellmill("kernel", "list");
  expect(output).toMatch(/^cellmill +TypeScript \(cellmill\) +\(built in\)$/m);
  expect(output).toMatch(/^mine +My TypeScript/m);
  expect(await cellmill("kernel", "uninstall", "--name", "mine")).toMatchObject({ code: 0 });
  expect(existsSync(spec)).toBe(false);
});

test("wrong use and failures have their exit codes and say why", async () => {
  expect(await cellmill("kernel", "install", "--name", "../x")).toMatchObject({
    code: 2,
    output: expect.stringContaining("option name: expected letters"),
  });
  expect(await cellmill("kernel", "uninstall", "--name", "absent")).toMatchObject({
    code: 1,
    output: expect.stringContaining('no kernelspec "absent" is installed'),
  });
  expect(await cellmill("kernel", "start", join(folder, "none.json"))).toMatchObject({
    code: 1,
    output: expect.stringContaining("connection file cannot be read"),
  });
});

test("start runs the kernel of a connection file and ends with it", async () => {
  const kernel = await KernelHarness.start({ command: [CLI, "kernel", "start"] });
  expect((await kernel.execute("1 + 1")).result).toEqual({ "text/plain": "2" });
  expect(await kernel.stop()).toEqual({ code: 0, signal: null });
});
