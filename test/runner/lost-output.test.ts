import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { executeNotebook, type KernelPool } from "../../src/runner/index.js";
import { modelRun } from "./beyond/model-kernel.js";
import { makeNotebook } from "./make-notebook.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-lost-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("a cell whose messages did not all arrive says so, and its run is no result to be spared for", async () => {
  const lines: string[] = [];
  const run = async (
    implementation: string,
    damaged = false,
  ): Promise<[cells: readonly unknown[], executed: number]> => {
    const { pool, executed } = modelRun("k", undefined, () => {});
    const take: KernelPool["take"] = async (...how) => {
      const session = await pool.take(...how);
      Object.assign(session, { info: { implementation } });
      const count = damaged ? "damagedMessages" : "missingMessages";
      Object.assign(session.client, { missingMessages: 0, damagedMessages: 0 });
      Object.defineProperty(session.client, count, { get: () => (executed.length < 2 ? 5 : 8) });
      return session;
    };
    const notebook = makeNotebook("cellmill", ["print x", "print y", "print x"]);
    const { cells } = await executeNotebook(notebook, join(folder, `${implementation}${damaged}.ipynb`), {
      progressBar: false,
      resume: true,
      cleanMetadata: true,
      kernelPool: { take } as KernelPool,
      logger: { log: (level, line) => level === "WARNING" && lines.push(line) },
    });
    return [cells.map(({ metadata }) => metadata["cellmill"]), executed.length];
  };
  const lost = [undefined, { status: "output-lost" }, undefined];
  expect([await run("bash"), await run("bash")]).toEqual([
    [lost, 3],
    [lost, 3],
  ]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^Cell 2: 3 messages of the kernel did not arrive: output is lost/);
  // Whatever the kernel: what it signs wrongly is not shown.
  expect(await run("ipython", true)).toEqual([lost, 3]);
  expect(lines.at(-1)).toMatch(/^Cell 2: 3 messages were dropped: .* Output may be lost\.$/);
  // IPython numbers messages that it does not send.
  const nothing = [undefined, undefined, undefined];
  expect([await run("ipython"), await run("ipython")]).toEqual([
    [nothing, 3],
    [nothing, 0],
  ]);
});
