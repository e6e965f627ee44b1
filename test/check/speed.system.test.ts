import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkNotebooks } from "../../src/check/index.js";
import { oraclePython } from "../oracle/python.js";
import { notebookOf, result } from "./nbval-corpus.js";
import { pytestVerdicts } from "./nbval-oracle.js";

const NOTEBOOKS = 20;
const CELLS = 10;
/** Computing time of a cell, as of a small table or a plot: with less, only starts of kernels would be measured. */
const CELL_SECONDS = 0.02;

it.runIf(availableParallelism() >= 2)(
  "checks 20 notebooks of 10 cells faster than nbval, and twice the jobs faster again",
  async () => {
    process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
    const folder = mkdtempSync(join(tmpdir(), "cellmill-speed-"));
    try {
      mkdirSync(join(folder, "n"));
      const compute = `import time\nend = time.thread_time() + ${CELL_SECONDS}\nwhile time.thread_time() < end: pass`;
      const cells = Array.from({ length: CELLS }, (_, i) => ({
        source: `${compute}\n${i} + 1`,
        outputs: [result(String(i + 1))],
      }));
      for (let i = 0; i < NOTEBOOKS; i++)
        writeFileSync(join(folder, "n", `n${i}.ipynb`), notebookOf({ name: `n${i}`, cells }));
      const ours = async (jobs: number): Promise<number> => {
        const start = performance.now();
        const verdicts = await checkNotebooks([join(folder, "n")], { jobs });
        expect(verdicts.flatMap((one) => one.cells.map(({ status }) => status))).toEqual(
          Array.from({ length: NOTEBOOKS * CELLS }, () => "passed"),
        );
        return (performance.now() - start) / 1000;
      };
      // Interleaved, so that whatever else the machine does meets all.
      const one = [await ours(1)];
      const two = [await ours(2)];
      const start = performance.now();
      const theirs = await pytestVerdicts(join(folder, "n"), ["--nbval"], 1);
      const nbval = (performance.now() - start) / 1000;
      one.push(await ours(1));
      two.push(await ours(2));
      expect([...theirs.values()].flat()).toHaveLength(NOTEBOOKS * CELLS);
      // The best of each: other work only adds.
      const [best, both] = [Math.min(...one), Math.min(...two)];
      console.log(
        `nbval ${nbval.toFixed(1)} s; one job ${one.map((time) => time.toFixed(1)).join(", ")} s, ${(nbval / best).toFixed(1)} ×; ` +
          `two jobs ${two.map((time) => time.toFixed(1)).join(", ")} s, ${(best / both).toFixed(2)} × one`,
      );
      expect(nbval / best).toBeGreaterThan(3);
      // One job has the next kernels started beside the cells: it keeps more than one core busy, so that two jobs on two
      // cores can be 1.6 times as fast at most (decision 10 has the figures). Kernels that are started by themselves would
      // make the two nearly equal.
      expect(best / both).toBeGreaterThan(1.25);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

it("type-checks the cells of the tutorial in little more time than the compiler takes for its imports", async () => {
  const notebooks = fileURLToPath(new URL("../../notebooks", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "cellmill-speed-"));
  const times: number[] = [];
  const compiler: number[] = [];
  try {
    const file = join(folder, "imports.ts");
    writeFileSync(file, IMPORTS);
    symlinkSync(join(notebooks, "..", "node_modules"), join(folder, "node_modules"));
    for (let i = 0; i < 4; i++) {
      const start = performance.now();
      const [verdict] = await checkNotebooks([join(notebooks, "tutorial.ipynb")], { mode: "types-only" });
      times.push((performance.now() - start) / 1000);
      expect(verdict?.cells.map(({ status }) => status)).toEqual(verdict?.cells.map(() => "passed"));
      compiler.push(secondsOfCompiler(file));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const list = (seconds: readonly number[]): string => seconds.map((time) => time.toFixed(2)).join(", ");
  console.log(`types only: ${list(times)} s; tsc for the imports alone: ${list(compiler)} s`);
  // Machines differ, so that the measure is the compiler itself. The best of each: other work only adds.
  expect(Math.min(...times)).toBeLessThan(2.5 * Math.min(...compiler));
});

const IMPORTS = ["exec", "pl", "pp", "soma"]
  .map((name) => `import * as ${name} from "cellmill/${name}";\nconsole.log(${name});\n`)
  .join("");

function secondsOfCompiler(file: string): number {
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const options = ["--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
  const start = performance.now();
  execFileSync(process.execPath, [tsc, ...options, file], { cwd: dirname(file) });
  return (performance.now() - start) / 1000;
}
