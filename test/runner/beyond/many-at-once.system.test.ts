import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeCell, readNotebook, writeNotebook } from "../../../src/nbformat/index.js";
import { expandGrid, planBatch, runBatch } from "../../../src/runner/index.js";
import { makeNotebook } from "../make-notebook.js";

const AT_ONCE = 32;
/** Two rounds in the regular run; CELLMILL_ROUNDS=5 gives the long form. */
const ROUNDS = Array.from({ length: Number(process.env["CELLMILL_ROUNDS"] ?? 2) }, (_, round) => round + 1);
const CLI = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const KERNEL = fileURLToPath(new URL("./tiny-kernel.mjs", import.meta.url));

let folder: string;
const before = process.env["JUPYTER_PATH"];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-many-"));
  const spec = join(folder, "kernels", "tiny");
  mkdirSync(spec, { recursive: true });
  const argv = [process.execPath, KERNEL, "{connection_file}"];
  writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "tiny", language: "python" }));
  process.env["JUPYTER_PATH"] = folder;
});
afterAll(() => {
  if (before === undefined) delete process.env["JUPYTER_PATH"];
  else process.env["JUPYTER_PATH"] = before;
  rmSync(folder, { recursive: true, force: true });
});

/** What `count` runs print, `jobs` at once: their number and the id of their kernel's process. */
async function batch(
  kernel: string,
  count: number,
  jobs: number,
): Promise<{ numbers: number[]; kernels: Set<string>; warm: number }> {
  const cells = [{ source: "n = 0", tags: ["parameters"] }, "print(n, process.pid)"];
  if (kernel === "cellmill")
    cells.splice(0, 2, { source: "let n = 0;", tags: ["parameters"] }, "console.log(n, process.pid)");
  const input = join(folder, `${kernel}.ipynb`);
  writeFileSync(input, writeNotebook(makeNotebook(kernel, cells)));
  const parameterSets = expandGrid(new Map([["n", Array.from({ length: count }, (_, at) => at + 1)]]));
  const runs = planBatch({ inputs: [input], output: join(folder, "out", "{n}.ipynb"), parameterSets });
  const { rows, warmStarts } = await runBatch(runs, {
    jobs,
    startTimeout: 300,
    ...(kernel === "tiny" ? { language: "python" } : {}),
  });
  expect(rows.filter((row) => row.status !== "completed").map((row) => row.error)).toEqual([]);
  const printed = runs.map(({ output }) => {
    const last = readNotebook(readFileSync(output, "utf8")).cells.at(-1) as CodeCell;
    return String(last.outputs[0]?.["text"]).trim().split(" ") as [string, string];
  });
  return {
    numbers: printed.map(([n]) => Number(n)),
    kernels: new Set(printed.map(([, pid]) => pid)),
    warm: warmStarts,
  };
}

function run(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
  });
}

describe("many notebooks at once", () => {
  it.each(ROUNDS)(`${AT_ONCE} each get a kernel of their own on ports, round %i`, async () => {
    const { numbers, kernels } = await batch("tiny", AT_ONCE, AT_ONCE);
    expect(numbers).toEqual(Array.from({ length: AT_ONCE }, (_, at) => at + 1));
    expect(kernels.size).toBe(AT_ONCE);
  });

  it.each(ROUNDS)(`${AT_ONCE} runners of their own lose no kernel to each other's ports, round %i`, async () => {
    const input = join(folder, "alone.ipynb");
    writeFileSync(input, writeNotebook(makeNotebook("tiny", ["print(process.pid)"])));
    const codes = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) => run(["run", input, join(folder, `alone-${at}.ipynb`)])),
    );
    expect(codes.filter(({ code }) => code !== 0)).toEqual([]);
  });

  it("100 in a row take kernels that were started ahead, each once", async () => {
    const { kernels, warm } = await batch("tiny", 100, 4);
    expect(kernels.size).toBe(100);
    expect(warm).toBeGreaterThan(50);
  });

  it(`${AT_ONCE} each get a TypeScript kernel of their own on sockets`, async () => {
    const { numbers, kernels } = await batch("cellmill", AT_ONCE, AT_ONCE);
    expect(numbers).toEqual(Array.from({ length: AT_ONCE }, (_, at) => at + 1));
    expect(kernels.size).toBe(AT_ONCE);
  });
});
