import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkNotebooks } from "../../src/check/index.js";
import { oraclePython } from "../oracle/python.js";
import { notebookOf, result } from "./nbval-corpus.js";
import { pytestVerdicts } from "./nbval-oracle.js";

const NOTEBOOKS = 20;
const CELLS = 10;

it("checks 20 notebooks of 10 cells faster than nbval with the same kernel, at one job and at two", async () => {
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
  const folder = mkdtempSync(join(tmpdir(), "cellmill-speed-"));
  try {
    mkdirSync(join(folder, "n"));
    const cells = Array.from({ length: CELLS }, (_, i) => ({ source: `${i} + 1`, outputs: [result(String(i + 1))] }));
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
    // Interleaved, so that whatever else the machine does meets both.
    const one = [await ours(1)];
    const start = performance.now();
    const theirs = await pytestVerdicts(join(folder, "n"), ["--nbval"]);
    const nbval = (performance.now() - start) / 1000;
    one.push(await ours(1));
    const two = await ours(2);
    expect([...theirs.values()].flat()).toHaveLength(NOTEBOOKS * CELLS);
    const best = Math.min(...one);
    console.log(
      `nbval ${nbval.toFixed(1)} s, one job ${best.toFixed(1)} s (${(nbval / best).toFixed(1)} ×), two jobs ${two.toFixed(1)} s (${(nbval / two).toFixed(1)} ×)`,
    );
    // Most of the time the kernel itself starts; on a machine with other work the ratio varies.
    expect(nbval / best).toBeGreaterThan(1.5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("type-checks the cells of the tutorial within 3 seconds", async () => {
  const notebook = fileURLToPath(new URL("../../notebooks/tutorial.ipynb", import.meta.url));
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const [verdict] = await checkNotebooks([notebook], { mode: "types-only" });
    times.push((performance.now() - start) / 1000);
    expect(verdict?.cells.map(({ status }) => status)).toEqual(verdict?.cells.map(() => "passed"));
  }
  console.log(`types only: ${times.map((time) => time.toFixed(2)).join(", ")} s`);
  // The best of five: other work on the machine only adds.
  expect(Math.min(...times)).toBeLessThan(3);
});
