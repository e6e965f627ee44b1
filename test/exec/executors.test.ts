import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as core from "../../src/core/index.js";
import { InlineExecutor, type OpTable, ThreadExecutor } from "../../src/exec/index.js";
import { executorContract } from "../contracts/executor.js";
import { contractOps } from "./contract-ops.mjs";

const workerFile = fileURLToPath(new URL("./contract-worker.mjs", import.meta.url));
executorContract("inline", () => new InlineExecutor(contractOps(core) as OpTable));
executorContract("threads", () => new ThreadExecutor({ threads: 2, workerFile }));

describe("ThreadExecutor", () => {
  it("ends a thread that spins when its task is aborted, and replaces it", async () => {
    const executor = new ThreadExecutor({ threads: 1, workerFile });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const spin = executor.submit({ op: "spin", args: {} }, { signal: controller.signal });
    await expect(spin).rejects.toMatchObject({ tag: "AbortError" });
    expect(await executor.submit({ op: "add", args: { a: 1, b: 2 } })).toBe(3);
    await executor.close();
  });

  it("reports a worker that exits as a TaskError and goes on", async () => {
    const executor = new ThreadExecutor({ threads: 1, workerFile });
    await expect(executor.submit({ op: "exit", args: {} })).rejects.toMatchObject({ tag: "TaskError" });
    expect(await executor.submit({ op: "add", args: { a: 1, b: 2 } })).toBe(3);
    await executor.close();
  });

  it("runs tasks on all threads at the same time", async () => {
    const executor = new ThreadExecutor({ threads: 2, workerFile });
    await executor.submit({ op: "add", args: { a: 0, b: 0 } });
    const start = performance.now();
    await Promise.all([1, 2].map(() => executor.submit({ op: "sleep", args: { ms: 1500 } })));
    expect(performance.now() - start).toBeLessThan(2990);
    await executor.close();
  });

  it("warns once about a task that copies more than taskWarnBytes", async () => {
    const executor = new ThreadExecutor({ threads: 1, workerFile, taskWarnBytes: 1000 });
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      const shared = new Float64Array(new SharedArrayBuffer(8000));
      await executor.submit({ op: "fill", args: { values: shared } });
      expect(warnings).toEqual([]);
      await executor.submit({ op: "fill", args: { values: new Float64Array(1000) } });
      await executor.submit({ op: "fill", args: { values: new Float64Array(1000) } });
    } finally {
      console.warn = warn;
      await executor.close();
    }
    expect(warnings).toEqual([
      "Sending a large task of 7.81 KiB (op fill); data that many tasks need belongs in shared buffers.",
    ]);
  });

  it("lets the process end although nobody closed it", () => {
    const script = `
      import { ThreadExecutor } from ${JSON.stringify(new URL("../../dist/exec/thread-executor.js", import.meta.url).href)};
      const executor = new ThreadExecutor({ threads: 2, workerFile: ${JSON.stringify(workerFile)} });
      console.log(await executor.submit({ op: "add", args: { a: 20, b: 22 } }));`;
    const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 20_000,
      encoding: "utf8",
    });
    expect(out.trim()).toBe("42");
  });
});
