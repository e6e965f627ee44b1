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
  [
    "one output of 50 MB in lines, one character of two bytes",
    [`print(('x' * 79 + chr(10)) * 625_000 + '\u2192')`],
    50e6,
  ],
  ["1,000 cells of 100 KB", Array(1000).fill(LINES), 110e6],
] as const)("the runner holds at most 150 MB and twice the file at any time: %s", async (name, cells, least) => {
  const input = join(folder, "in.ipynb");
  const output = join(folder, "out.ipynb");
  writeFileSync(input, writeNotebook(makeNotebook("python3", [...cells])));
  await expectWithinBound(name, input, output, least);
});

it("also where an error is large: it comes twice, in the output and in the reply, and is printed", async () => {
  const input = join(folder, "in.ipynb");
  const source = "raise ValueError(('x' * 79 + chr(10)) * 625_000 + '\u2192')";
  writeFileSync(input, writeNotebook(makeNotebook("python3", [source])));
  const stderr = await expectWithinBound("error", input, join(folder, "out.ipynb"), 100e6, { code: 1 });
  expect(stderr.length).toBeGreaterThan(100e6);
});

it("also where outputs are logged to a reader that is slower than the kernel", async () => {
  const input = join(folder, "in.ipynb");
  const source = "print(('x' * 79 + chr(10)) * 625_000 + '\u2192')";
  writeFileSync(input, writeNotebook(makeNotebook("python3", [source])));
  const stderr = await expectWithinBound("log", input, join(folder, "out.ipynb"), 50e6, { args: ["--log-output"] });
  expect(stderr.length).toBeGreaterThan(50e6);
});

it.each([
  [
    "clear_output",
    [
      "from IPython.display import clear_output",
      "for i in range(6):",
      "    clear_output(wait=True); print(('x' * 79 + chr(10)) * 625_000 + '\u2192')",
    ],
  ],
  [
    "update_display_data",
    [
      "shown = display({'text/plain': 'x'}, raw=True, display_id=True)",
      "for i in range(6): shown.update({'text/html': ('x' * 79 + chr(10)) * 625_000 + '\u2192'}, raw=True)",
    ],
  ],
])("also where outputs of 50 MB replace each other: %s", async (name, lines) => {
  const input = join(folder, "in.ipynb");
  writeFileSync(input, writeNotebook(makeNotebook("python3", [lines.join("\n")])));
  await expectWithinBound(name, input, join(folder, "out.ipynb"), 50e6);
});

it.each([
  ["a payload of small objects", { "application/json": Array(3_000_000).fill({ a: 1, b: "x" }) }],
  ["one line with a character of two bytes", { "text/html": `${"x".repeat(45_000_000)}\u2192` }],
])("also where the input is large: %s", async (name, data) => {
  const input = join(folder, "in.ipynb");
  const output = { output_type: "display_data", data, metadata: {} };
  const cell = { cell_type: "code", execution_count: null, metadata: {}, outputs: [output], source: "1" };
  const metadata = makeNotebook("python3", []).metadata;
  writeFileSync(input, JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 4 }));
  await expectWithinBound(name, input, join(folder, "out.ipynb"), 0);
});

/** Runs the notebook and looks at the memory that it took; what the run printed. */
async function expectWithinBound(
  name: string,
  input: string,
  output: string,
  least: number,
  { args = [], code: expected = 0 }: { args?: readonly string[]; code?: number } = {},
): Promise<string> {
  const peakFile = join(folder, "peak");
  const { code, stderr } = await runCli(["run", input, output, "--no-progress-bar", ...args], {
    ...process.env,
    JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter"),
    NODE_OPTIONS: `--import ${new URL("./kernels/measure-memory.mjs", import.meta.url).href}`,
    CELLMILL_PEAK_FILE: peakFile,
  });
  expect(code, stderr.slice(0, 2_000)).toBe(expected);
  expect(statSync(output).size).toBeGreaterThan(least);
  const size = Math.max(statSync(input).size, statSync(output).size);
  const peak = Number(readFileSync(peakFile, "utf8"));
  expect(peak).toBeGreaterThan(20e6);
  expect(peak, `${name}: ${Math.round(peak / 1e6)} MB for a file of ${Math.round(size / 1e6)} MB`).toBeLessThanOrEqual(
    150e6 + 2 * size,
  );
  return stderr;
}
