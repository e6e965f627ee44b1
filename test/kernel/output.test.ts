import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelHarness } from "./kernel-harness.js";

let kernel: KernelHarness;
beforeAll(async () => {
  kernel = await KernelHarness.start();
});
afterAll(() => kernel.stop());

const displays = (run: Awaited<ReturnType<KernelHarness["execute"]>>): [string, unknown][] =>
  run.messages
    .filter((message) => /display_data|clear_output/.test(message.header.msg_type))
    .map((message) => [message.header.msg_type, message.content]);

test("5,000 lines of one tick arrive, in order, in few messages, before idle", async () => {
  const run = await kernel.execute("for (let i = 0; i < 5000; i++) console.log('line ' + i);");
  expect(run.stdout).toBe(Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join(""));
  expect(run.messages.filter((message) => message.header.msg_type === "stream").length).toBeLessThan(50);
});

test("5 MB in one write arrive whole", async () => {
  const run = await kernel.execute("process.stdout.write('x'.repeat(5e6)); console.error('end')");
  expect(run.stdout).toHaveLength(5_000_000);
  expect(run.stderr).toBe("end\n");
});

test("stdout, stderr and displays keep their order", async () => {
  const run = await kernel.execute(
    "console.log(1); console.error(2); display({ 'text/plain': '3' }, { raw: true }); console.log(4); 5",
  );
  const shown = run.messages.map((message) => message.content["text"] ?? message.content["data"]).filter(Boolean);
  expect(shown).toEqual(["1\n", "2\n", { "text/plain": "3" }, "4\n", { "text/plain": "5" }]);
});

test("half characters wait for their rest and write callbacks are called", async () => {
  const run = await kernel.execute(
    "for (const byte of Buffer.from('é😀')) process.stdout.write(new Uint8Array([byte]));\n" +
      "process.stdout.write('6869', 'hex');\n" +
      "await new Promise<void>((resolve) => process.stdout.write('!', () => resolve()));",
  );
  expect(run.stdout).toBe("é😀hi!");
});

test("output leaves while a synchronous loop runs", async () => {
  const done = kernel.execute(
    "console.log('start'); const end = Date.now() + 2000; while (Date.now() < end) console.log('.');",
  );
  const start = performance.now();
  while (!kernel.messages.some((message) => String(message.content["text"]).startsWith("start"))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (performance.now() - start > 5000) break;
  }
  const seen = performance.now();
  await done;
  expect(performance.now() - seen).toBeGreaterThan(200);
});

test("threads print into the cell that started them", async () => {
  const run = await kernel.execute(
    "import { Worker } from 'node:worker_threads';\n" +
      "await new Promise((resolve) => new Worker('console.log(\"from a thread\")', { eval: true }).on('exit', resolve));",
  );
  expect(run.stdout).toBe("from a thread\n");
});

test("late output belongs to the cell that ran last", async () => {
  const run = await kernel.execute("setTimeout(() => console.log('late'), 50); 1");
  const id = run.messages[0]!.parentHeader.msg_id;
  const late = () => kernel.messages.find((message) => message.content["text"] === "late\n");
  await expect.poll(() => late()?.parentHeader.msg_id, { timeout: 10_000 }).toBe(id);
});

test("values show themselves by symbol or method, at once or later", async () => {
  const run = await kernel.execute(
    "class Card { async toMimeBundle() { return { 'text/plain': 'card', 'text/html': '<b>card</b>', 'application/json': { n: 1n } } } }\n" +
      "display({ [Symbol.for('Jupyter.display')]: () => ({ 'image/png': new Uint8Array([1, 2, 3]) }) });\nnew Card()",
  );
  expect(run.result).toEqual({ "text/plain": "card", "text/html": "<b>card</b>", "application/json": { n: 1 } });
  expect(displays(run)).toMatchObject([["display_data", { data: { "image/png": "AQID" } }]]);
});

test("display gives a handle that updates, ids can be chosen, and handles are no results", async () => {
  const run = await kernel.execute(
    "const handle = await display('a', { displayId: 'mine', metadata: { k: 1 } }); await handle.update('b');\n" +
      "clearOutput({ wait: true });\ndisplay('c', { displayId: 'mine', update: true })",
  );
  expect(displays(run)).toEqual([
    ["display_data", { data: { "text/plain": "'a'" }, metadata: { k: 1 }, transient: { display_id: "mine" } }],
    ["update_display_data", { data: { "text/plain": "'b'" }, metadata: { k: 1 }, transient: { display_id: "mine" } }],
    ["clear_output", { wait: true }],
    ["update_display_data", { data: { "text/plain": "'c'" }, metadata: {}, transient: { display_id: "mine" } }],
  ]);
  expect(run.result).toBeUndefined();
});

test("wrong use of display is refused", async () => {
  expect((await kernel.execute("await display(1, { update: true })")).error).toMatchObject({ ename: "TypeError" });
  expect((await kernel.execute("await display(1, { raw: true })")).error?.["evalue"]).toMatch(/MIME bundle/);
  expect((await kernel.execute("await display(1, { id: 'x' } as any)")).error?.["evalue"]).toMatch(/unknown option id/);
});

test("a progress bar is one display, updated seldom and when it is full", async () => {
  const run = await kernel.execute(
    "const bar = progress(1000, 'work <1>'); for (let i = 0; i < 1000; i++) bar.tick();\nbar",
  );
  const shown = displays(run) as [string, { data: Record<string, string>; transient: object }][];
  expect(shown.map(([type]) => type)).toEqual(["display_data", "update_display_data"]);
  expect(shown[0]![1].transient).toEqual(shown[1]![1].transient);
  expect(shown[1]![1].data["text/plain"]).toMatch(/^work <1> █+ 1000\/1000$/);
  expect(shown[1]![1].data["text/html"]).not.toContain("<1>");
});

test("tslab's own display functions still work", async () => {
  const run = await kernel.execute(
    "import * as tslab from 'tslab';\ntslab.display.html('<i>x</i>'); const d = tslab.newDisplay(); d.text('1'); d.text('2');",
  );
  expect(run.error).toBeUndefined();
  const shown = displays(run);
  expect(shown).toMatchObject([
    ["display_data", { data: { "text/html": "<i>x</i>" }, transient: {} }],
    ["display_data", { data: { "text/plain": "1" } }],
    ["update_display_data", { data: { "text/plain": "2" } }],
  ]);
});
