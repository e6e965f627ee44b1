import { describe, expect, it } from "vitest";
import type { CodeCell, Output } from "../../src/nbformat/index.js";
import { LateOutputs } from "../../src/runner/late-outputs.js";
import type { DisplayIds } from "../../src/runner/output-area.js";
import { type CellEnd, type RunCellOptions, runCell } from "../../src/runner/run-cell.js";
import { makeNotebook } from "./make-notebook.js";
import { busy, idle, ok, type Sent, type StubSession, stdout, stubSession } from "./stub-session.js";

interface Ran {
  readonly cell: CodeCell;
  readonly end: CellEnd;
  readonly seen: Output[];
  readonly changed: CodeCell[];
}

async function run(
  stub: StubSession,
  source = "x",
  tags: string[] = [],
  options: Partial<RunCellOptions> = {},
): Promise<Ran> {
  const cell = makeNotebook("python3", [{ source, tags }]).cells[0] as CodeCell;
  const seen: Output[] = [];
  const changed: CodeCell[] = [];
  const end = await runCell(stub.session, cell, {
    displays: new Map(),
    changed: (one) => changed.push(one),
    output: (output) => seen.push({ ...output }),
    ...options,
  });
  return { cell, end, seen, changed };
}

const answer = (...messages: Sent[]): StubSession => stubSession(() => messages);
const display = (id: string | undefined, text: string, type = "display_data"): Sent => [
  type,
  { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? null : { display_id: id } },
];
const textOf = (cell: CodeCell): unknown[] =>
  cell.outputs.map((output) => output["text"] ?? (output["data"] as Record<string, unknown>)["text/plain"]);

describe("runCell", () => {
  it("gathers outputs, count and times, and waits for idle although the reply came first", async () => {
    const result = { data: { "text/plain": "1" }, metadata: {}, execution_count: 7 };
    const { cell, end } = await run(
      answer(busy, ["execute_input", { execution_count: 7 }], stdout("a"), ok(7), ["execute_result", result], idle),
    );
    expect(end).toEqual({ kind: "ok" });
    expect(cell.execution_count).toBe(7);
    expect(cell.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "a" },
      { output_type: "execute_result", ...result },
    ]);
    expect(Object.keys(cell.metadata["execution"] as object).sort()).toEqual([
      "iopub.execute_input",
      "iopub.status.busy",
      "iopub.status.idle",
      "shell.execute_reply",
    ]);
  });

  it("joins neighbouring texts of one stream, but not across other outputs", async () => {
    const { cell, seen } = await run(
      answer(stdout("a"), stdout("b"), ["stream", { name: "stderr", text: "e" }], stdout("c"), ok(), idle),
    );
    expect(textOf(cell)).toEqual(["ab", "e", "c"]);
    expect(seen.map((output) => output["text"])).toEqual(["a", "b", "e", "c"]);
  });

  it("hands messages that come after idle to whom the caller says, and only those that answer this cell", async () => {
    const late = new LateOutputs();
    const stub = answer(busy, stdout("a"), ok(), idle, ["later", { after: 20, message: stdout("b") }]);
    stub.session.client.onIopub((message) => late.handle(message));
    const { cell, changed } = await run(stub, "x", [], { late });
    expect(textOf(cell)).toEqual(["a"]);
    const before = changed.length;
    await late.settle(60, new Promise(() => {}));
    expect(textOf(cell)).toEqual(["ab"]);
    expect(changed.length).toBeGreaterThan(before);
  });

  it("ignores outputs of other requests", async () => {
    const { cell } = await run(
      answer(["stream", { name: "stdout", text: "no" }, "foreign"], stdout("yes"), ok(), idle),
    );
    expect(textOf(cell)).toEqual(["yes"]);
  });

  it("clears at once, or with wait when the next output comes", async () => {
    const clear = (wait: boolean): Sent => ["clear_output", { wait }];
    expect(textOf((await run(answer(stdout("a"), clear(false), ok(), idle))).cell)).toEqual([]);
    expect(textOf((await run(answer(stdout("a"), clear(true), ok(), idle))).cell)).toEqual(["a"]);
    expect(textOf((await run(answer(stdout("a"), clear(true), stdout("b"), ok(), idle))).cell)).toEqual(["b"]);
  });

  it("updates all displays of an id, also those of earlier cells, and appends none for an update", async () => {
    const displays: DisplayIds = new Map();
    const first = await run(answer(display("d", "one"), display(undefined, "x"), ok(), idle), "a", [], { displays });
    const second = await run(
      answer(display("d", "two"), display("d", "three", "update_display_data"), ok(), idle),
      "b",
      [],
      { displays },
    );
    expect(textOf(first.cell)).toEqual(["three", "x"]);
    expect(textOf(second.cell)).toEqual(["three"]);
    expect(second.changed).toContain(first.cell);
  });

  it("waits as long as output comes after the reply, and gives up when idle never does", async () => {
    const late = Array.from({ length: 10 }, (_, i): Sent => ["later", { after: 10 * i, message: stdout(`${i} `) }]);
    const slow = await run(answer(ok(), ...late), "x", [], { idleWaitMs: 60 });
    expect(slow.end).toEqual({ kind: "ok" });
    expect(textOf(slow.cell)).toEqual(["0 1 2 3 4 5 6 7 8 9 "]);
  });

  describe("of a kernel that is quiet after its reply", () => {
    const late = (after: number, message: Sent): Sent => ["later", { after, message }];
    const reply: Sent = ["kernel_info_reply", { status: "ok" }];
    const status = async (kernel: StubSession, options: Partial<RunCellOptions>) => {
      let lost = false;
      const ran = await run(kernel, "x", [], { ...options, idleLost: () => (lost = true) });
      return { ...ran, lost };
    };

    it("waits for a message that is long on its way: what the kernel publishes when asked stands behind it", async () => {
      const sent: Sent[] = [ok(), late(600, stdout("gigabyte")), late(600, idle)];
      const info: Sent[] = [reply, late(600, busy), late(600, idle)];
      const { cell, lost } = await status(
        stubSession(() => sent, info),
        { idleWaitMs: 40, idleLimitMs: 60_000 },
      );
      expect(textOf(cell)).toEqual(["gigabyte"]);
      expect(lost).toBe(false);
    });

    it("takes idle for lost once it is asked and publishes something behind it", async () => {
      const { cell, end, lost } = await status(answer(stdout("a"), ok()), { idleWaitMs: 40, idleLimitMs: 60_000 });
      expect(textOf(cell)).toEqual(["a"]);
      expect(end).toEqual({ kind: "ok" });
      expect(lost).toBe(true);
    });

    it.each([
      ["publishes nothing when asked", [reply]],
      ["does not answer", []],
    ])("gives up at the limit if it %s", async (_what, info) => {
      const stub = stubSession(() => [ok()], info as Sent[]);
      const { end, lost } = await status(stub, { idleWaitMs: 40, idleLimitMs: 200 });
      expect(end).toEqual({ kind: "ok" });
      expect(lost).toBe(true);
    });

    it("keeps what a thread of the cell prints while the kernel handles the question, and later", async () => {
      const outputs = new LateOutputs();
      const stub = stubSession(() => [ok()], [busy, stdout("a"), reply, idle, late(200, stdout("b"))]);
      stub.session.client.onIopub((message) => outputs.handle(message));
      const { cell } = await status(stub, { idleWaitMs: 40, late: outputs });
      await expect.poll(() => textOf(cell)).toEqual(["ab"]);
    });

    it("is interrupted while it waits", async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 100);
      const { cell, end } = await status(
        stubSession(() => [ok()], []),
        { signal: stop.signal },
      );
      expect(end).toEqual({ kind: "interrupted" });
      expect(cell.outputs).toMatchObject([{ ename: "Interrupted" }]);
    });
  });

  it("waits for idle also when nothing was heard for long before the reply", async () => {
    const late = (after: number, message: Sent): Sent => ["later", { after, message }];
    const { cell } = await run(answer(busy, late(80, ok()), late(90, stdout("late")), late(95, idle)), "x", [], {
      idleWaitMs: 40,
    });
    expect(textOf(cell)).toEqual(["late"]);
  });

  it("makes an error output from the reply of a kernel that sends none", async () => {
    const reply: Sent = ["execute_reply", { status: "error", ename: "E", evalue: "v", traceback: ["t"] }];
    const { cell, end } = await run(answer(reply, idle));
    expect(end).toEqual({ kind: "error", allowed: false });
    expect(cell.outputs).toEqual([{ output_type: "error", ename: "E", evalue: "v", traceback: ["t"] }]);
  });

  it("finds the error in what such a kernel printed to stderr", async () => {
    const printed: Sent = ["stream", { name: "stderr", text: "cell.ts:1\nTypeError: boom\n    at f\n" }];
    const { cell } = await run(answer(printed, ["execute_reply", { status: "error" }], idle));
    expect(cell.outputs[1]).toEqual({
      output_type: "error",
      ename: "TypeError",
      evalue: "boom",
      traceback: ["cell.ts:1", "TypeError: boom", "    at f"],
    });
  });

  it("takes every status other than ok for a failure", async () => {
    const { cell, end } = await run(answer(["execute_reply", { status: "abort" }], idle));
    expect(end.kind).toBe("error");
    expect(cell.outputs[0]).toMatchObject({ output_type: "error", ename: "Aborted" });
  });

  it("allows an error in a cell tagged raises-exception", async () => {
    const error: Sent = ["error", { ename: "E", evalue: "v", traceback: [] }];
    const { end } = await run(answer(error, ["execute_reply", { status: "error" }], idle), "x", ["raises-exception"]);
    expect(end).toEqual({ kind: "error", allowed: true });
  });

  it("interrupts a cell that takes too long and says so in the cell", async () => {
    const stub = stubSession(() => [stdout("before")]);
    const running = run(stub, "x", [], { timeoutMs: 20 });
    setTimeout(() => stub.die(), 60);
    const { cell, end } = await running;
    expect(end).toEqual({ kind: "timed-out", timeoutMs: 20 });
    expect(stub.interrupts()).toBe(1);
    expect(cell.outputs.map((output) => output["ename"] ?? output["text"])).toEqual(["before", "CellTimeoutError"]);
  });

  it.each([
    ["dies", "kernel-died"],
    ["has answered", "ok"],
  ])("waits for messages that are here and not given out yet, when the kernel %s", async (how, kind) => {
    const last: Sent = ["later", { after: 300, message: stdout("last words") }];
    const stub = stubSession(() => [busy, ...(how === "dies" ? [] : [ok()]), last]);
    const started = performance.now();
    Object.defineProperty(stub.session.client, "isBehind", { get: () => performance.now() - started < 350 });
    if (how === "dies") setTimeout(() => stub.die(), 10);
    const { cell, end } = await run(stub, "x", [], { idleWaitMs: 50, idleLimitMs: 50 });
    expect(end.kind).toBe(kind);
    expect(cell.outputs[0]).toMatchObject({ text: "last words" });
  });

  it("sees that the kernel died and keeps what it had printed", async () => {
    const stub = stubSession(() => [stdout("last words")]);
    setTimeout(() => stub.die(), 10);
    const { cell, end } = await run(stub);
    expect(end).toEqual({ kind: "kernel-died" });
    expect(cell.outputs).toMatchObject([
      { text: "last words" },
      { ename: "DeadKernelError", evalue: "Kernel died: signal SIGKILL" },
    ]);
  });

  it("ends at the signal", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    const { cell, end } = await run(
      stubSession(() => []),
      "x",
      [],
      { signal: stop.signal },
    );
    expect(end).toEqual({ kind: "interrupted" });
    expect(cell.outputs).toMatchObject([{ ename: "Interrupted" }]);
  });
});
