import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { runCli } from "./run-cli.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-memory-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINES = "print(('x' * 79 + chr(10)) * 1250)";

it.each([
  ["trivial", ["1"], 0],
  ["200 cells of 100 KB", Array(200).fill(LINES), 22e6],
  ["one output of 50 MB in one line", ["print('x' * 50_000_000)"], 50e6],
  ["one output of 50 MB in lines", ["print(('x' * 79 + chr(10)) * 625_000)"], 50e6],
  ["1,000 cells of 100 KB", Array(1000).fill(LINES), 110e6],
] as const)("the runner holds at most 150 MB and twice the file at any time: %s", async (name, cells, least) => {
  const input = join(folder, "in.ipynb");
  const output = join(folder, "out.ipynb");
  const peakFile = join(folder, "peak");
  writeFileSync(input, writeNotebook(makeNotebook("python3", [...cells])));
  const { code, stderr } = await runCli(["run", input, output, "--no-progress-bar"], {
    ...process.env,
    JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter"),
    NODE_OPTIONS: `--import ${new URL("./kernels/measure-memory.mjs", import.meta.url).href}`,
    CELLMILL_PEAK_FILE: peakFile,
  });
  expect(code, stderr).toBe(0);
  const { size } = statSync(output);
  expect(size).toBeGreaterThan(least);
  const peak = Number(readFileSync(peakFile, "utf8"));
  expect(peak).toBeGreaterThan(20e6);
  expect(peak, `${name}: ${Math.round(peak / 1e6)} MB for a file of ${Math.round(size / 1e6)} MB`).toBeLessThanOrEqual(
    150e6 + 2 * size,
  );
});
