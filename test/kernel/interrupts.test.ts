import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelHarness } from "./kernel-harness.js";

let kernel: KernelHarness;
beforeAll(async () => {
  kernel = await KernelHarness.start();
  await kernel.execute("let state = 'kept';");
});
afterAll(() => kernel.stop());

/** Interrupts `code` 200 ms after it has started and says how long the stop took. */
async function interrupted(code: string): Promise<{ error: unknown; stopMs: number }> {
  const seen = kernel.messages.length;
  const begun = performance.now();
  const running = kernel.execute(code);
  running.catch(() => undefined);
  // The compiler's time does not count: the cell says when it runs.
  while (!kernel.messages.slice(seen).some((message) => message.content["text"] === "runs\n")) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(performance.now() - begun, "the cell has not started").toBeLessThan(10_000);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await kernel.interrupt();
  const { error } = await running;
  return { error, stopMs: performance.now() - start };
}

const RUNS = "process.stdout.write('runs\\n');";

test.each([
  ["a synchronous loop", `${RUNS} for (;;);`],
  ["a pending await", `${RUNS} await new Promise((r) => setTimeout(r, 60_000));`],
  ["a loop after an await", `${RUNS} await new Promise((r) => setTimeout(r, 10)); for (;;);`],
  ["an endless chain of microtasks", `${RUNS} for (;;) await null;`],
  ["a loop in a timer", `${RUNS} await new Promise(() => { setTimeout(() => { for (;;); }, 10) });`],
  [
    "a loop in an I/O callback",
    `${RUNS} const fs = await import('node:fs'); await new Promise(() => { fs.stat('/', () => { for (;;); }) });`,
  ],
  ["a loop that catches everything", `${RUNS} await null; for (;;) { try { for (;;); } catch {} }`],
])("%s stops soon, and the kernel keeps its state", async (_name, code) => {
  const { error, stopMs } = await interrupted(code);
  expect(error).toMatchObject({ ename: "KeyboardInterrupt" });
  expect(stopMs).toBeLessThan(5000); // < 1 s on a quiet machine; the test allows for a busy one
  expect((await kernel.execute("state")).result).toEqual({ "text/plain": "'kept'" });
});

test("an async loop does not go on in the background", async () => {
  const { error } = await interrupted(
    `let turns = 0; ${RUNS} for (;;) { await new Promise((r) => setTimeout(r, 5)); turns++ }`,
  );
  expect(error).toMatchObject({ ename: "KeyboardInterrupt" });
  const { result } = await kernel.execute(
    "const seen = turns; await new Promise((r) => setTimeout(r, 60)); turns - seen",
  );
  expect(result).toEqual({ "text/plain": "0" });
});

test("an interrupt while the cell compiles stops it before it runs", async () => {
  const many = Array.from({ length: 300 }, (_, index) => `const c${index}: { a: number }[] = [{ a: ${index} }];`);
  const running = kernel.execute(
    `${many.join("\n")}\nconsole.log('ran'); await new Promise((r) => setTimeout(r, 20_000));`,
  );
  await new Promise((resolve) => setTimeout(resolve, 15));
  await kernel.interrupt();
  const { error, stdout } = await running;
  expect(error).toMatchObject({ ename: "KeyboardInterrupt" });
  expect(stdout).toBe("");
  expect((await kernel.execute("await new Promise((r) => setTimeout(r, 100)); 1")).result).toEqual({
    "text/plain": "1",
  });
});

test("waiting cells are aborted with it", async () => {
  const first = kernel.execute("await new Promise((r) => setTimeout(r, 60_000));");
  const second = kernel.execute("1");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await kernel.interrupt();
  expect((await first).error).toMatchObject({ ename: "KeyboardInterrupt" });
  expect((await second).reply["status"]).toBe("aborted");
});

test("an interrupt without a running cell does nothing", async () => {
  expect((await kernel.interrupt()).content).toEqual({ status: "ok" });
  expect((await kernel.execute("await new Promise((r) => setTimeout(r, 50)); 2")).result).toEqual({
    "text/plain": "2",
  });
});

test("an interrupt sent right after a cell has ended does not hit the next one", async () => {
  for (let round = 0; round < 30; round++) {
    await kernel.execute("1");
    await kernel.interrupt();
    const { result, error } = await kernel.execute("await new Promise((r) => setTimeout(r, 5)); 2");
    expect({ round, result, error }).toEqual({ round, result: { "text/plain": "2" }, error: undefined });
  }
});

test("heartbeat and kernel_info are answered while a cell loops", async () => {
  let ended = false;
  const running = kernel
    .execute("const end = Date.now() + 2000; while (Date.now() < end);")
    .finally(() => (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await kernel.heartbeat();
  await kernel.request("kernel_info_request", {});
  expect(ended).toBe(false);
  await running;
});
