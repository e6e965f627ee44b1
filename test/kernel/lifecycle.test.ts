import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KERNEL_MAIN, KernelHarness } from "./kernel-harness.js";

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid!, 0);
    return true;
  } catch {
    return false;
  }
}

test.each(["control", "shell"] as const)(
  "shutdown on %s is answered, ends the process with 0 and leaves nothing",
  async (channel) => {
    const kernel = await KernelHarness.start();
    await kernel.execute("setInterval(() => {}, 1000);"); // what would keep Node alive does not keep the kernel
    const { content } = await kernel.request("shutdown_request", { restart: true }, { channel });
    expect(content).toEqual({ status: "ok", restart: true });
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(isAlive(kernel.process.pid)).toBe(false);
    expect(kernel.raw).toBe("");
    await kernel.stop();
  },
);

test("shutdown ends a kernel whose cell never returns", async () => {
  const kernel = await KernelHarness.start();
  void kernel.execute("for (;;);").catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { content } = await kernel.request("shutdown_request", { restart: false }, { channel: "control" });
  expect(content).toEqual({ status: "ok", restart: false });
  await kernel.exited;
  expect(isAlive(kernel.process.pid)).toBe(false);
  await kernel.stop();
});

test("process.exit in a cell sends what was printed and ends with the code", async () => {
  const kernel = await KernelHarness.start();
  const running = kernel.execute(
    "for (let i = 0; i < 2000; i++) console.log(i); process.exit(7); console.log('never');",
  );
  await expect(running).rejects.toThrow(/the kernel ended/);
  expect(await kernel.exited).toEqual({ code: 7, signal: null });
  const text = kernel.messages.map((message) => message.content["text"] ?? "").join("");
  expect(text).toContain("1999\n");
  expect(text).toContain("process.exit(7): the kernel ends");
  expect(text).not.toContain("never");
  await kernel.stop();
});

test("the kernel ends when the process that started it is gone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orphan-"));
  const file = join(folder, "connection.json");
  const ports = { shell_port: 0, iopub_port: 0, stdin_port: 0, control_port: 0, hb_port: 0 };
  const info = { transport: "ipc", ip: join(folder, "k"), key: "k", signature_scheme: "hmac-sha256" };
  writeFileSync(
    file,
    JSON.stringify({ ...info, ...ports, shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 }),
  );
  const script = `
    const { spawn } = require("node:child_process");
    const args = ["--no-force-async-hooks-checks", ${JSON.stringify(KERNEL_MAIN)}, ${JSON.stringify(file)}];
    const child = spawn(process.execPath, args, { stdio: "ignore", detached: true });
    console.log(child.pid);
    const isListening = () => require("node:fs").existsSync(${JSON.stringify(`${info.ip}-5`)});
    setInterval(() => isListening() && setTimeout(() => process.exit(0), 1500), 50);`;
  const parent = spawn(process.execPath, ["-e", script], { env: { ...process.env, JPY_PARENT_PID: "1" } });
  let output = "";
  parent.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  await new Promise((resolve) => parent.on("exit", resolve));
  const pid = Number(output);
  expect(isAlive(pid)).toBe(true);
  const deadline = performance.now() + 8000;
  while (isAlive(pid) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isAlive(pid)).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

test("without a connection file it says how it is used", async () => {
  const child = spawn(process.execPath, [KERNEL_MAIN]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(2);
  expect(stderr).toContain("usage:");
});
