import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CheckOptions,
  type CoverageSummary,
  checkNotebooks,
  exitCode,
  type NotebookVerdict,
} from "../../src/check/index.js";
import { type FileCell, MIXED, notebookFile, result, stdout } from "./notebook-file.js";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-check-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, cells: readonly FileCell[], metadata = {}): string {
  writeFileSync(at(name), notebookFile(cells, metadata));
  return at(name);
}

async function checkOne(path: string, options: CheckOptions = {}): Promise<NotebookVerdict> {
  const [verdict] = await checkNotebooks([path], options);
  return verdict as NotebookVerdict;
}

const statuses = ({ cells }: NotebookVerdict): string[] => cells.map(({ status }) => status);

describe("checking a notebook", () => {
  it("keeps a bounded part of what a kernel and a file say", async () => {
    const long = "x".repeat(1e6);
    const skipped = { tags: ["skip-execution"] };
    const path = write("talkative.ipynb", [
      { source: "throw new Error('x\\n'.repeat(300_000) + 'y'.repeat(1e6))", id: long },
      { source: `1 // ${long}`, metadata: skipped },
    ]);
    const { cells } = await checkOne(path);
    expect(cells[0]).toMatchObject({ status: "failed", reason: expect.stringMatching(/^Error: x/) });
    expect(JSON.stringify(cells).length).toBeLessThan(400_000);
  });

  it("judges every cell, goes on after an exception, and leaves the file alone", async () => {
    const path = write("mixed.ipynb", MIXED);
    const before = readFileSync(path, "utf8");
    const verdict = await checkOne(path);
    expect(verdict.error).toBeUndefined();
    expect(statuses(verdict)).toEqual(["passed", "failed", "failed", "passed", "failed", "passed"]);
    expect(verdict.cells[1]?.differences).toMatchObject([{ key: "stdout", stored: "mean 0.667" }]);
    expect(verdict.cells[2]).toMatchObject({ reason: "RangeError: no", differences: [] });
    const lines = before.split("\n");
    expect(lines[verdict.cells[1]!.reportLine - 1]?.trim()).toBe('"mean 0.667\\n"');
    expect(lines[verdict.cells[2]!.reportLine]?.trim()).toBe("\"throw new RangeError('no')\"");
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("compares in lax mode only what is marked", async () => {
    expect(statuses(await checkOne(at("mixed.ipynb"), { mode: "lax" }))).toEqual([
      ...["passed", "passed", "failed", "passed", "failed", "passed"],
    ]);
  });

  it("stops with bail at the first failure and says what was not run", async () => {
    const later = write("later.ipynb", [{ source: "1" }]);
    const verdicts = await checkNotebooks([at("mixed.ipynb"), later], { bail: true });
    expect(statuses(verdicts[0]!)).toEqual(["passed", "failed", "not-run", "not-run", "not-run", "not-run"]);
    // The notebook that was not started is no failure of its own: the exit code says what was found.
    expect(verdicts[1]).toMatchObject({ notRun: "the check stopped at the first failure", cells: [] });
    expect(verdicts[1]).not.toHaveProperty("error");
    expect(exitCode(verdicts)).toBe(3);
  });

  it("ends cells that take too long or show too much, and does not trust those behind them", async () => {
    const path = write("slow.ipynb", [
      { source: "const n: number = 1;", metadata: { tags: ["parameters"] } },
      {
        source: "await new Promise((r) => setTimeout(r, 60_000))",
        metadata: { cellmill: { check: { timeoutSeconds: 1 } } },
      },
      { source: "1", outputs: [result("1")] },
    ]);
    const loud = write("loud.ipynb", [
      { source: "for (let i = 0; ; i++) { console.log('x'.repeat(1e5)); await new Promise((r) => setImmediate(r)); }" },
      { source: "1", outputs: [result("1")] },
    ]);
    // The cell that sets the parameters is none of the file's, and has no number.
    writeFileSync(at("slow.params.yaml"), "n: 2\n");
    const [slow, tooMuch] = await checkNotebooks([path, loud], { maxOutputMb: 3, jobs: 2 });
    expect(slow?.cells.map(({ reason }) => reason)).toEqual([
      undefined,
      // What the metadata says, the command line does not change.
      "the cell did not end within 1 s: allow more with timeoutSeconds in its metadata",
      "Cell 2 timed out",
    ]);
    expect(tooMuch?.cells.map(({ reason }) => reason)).toEqual([
      "the cell showed more than 3 MB: have it show less, or allow more with --max-output",
      "the kernel was ended in Cell 1",
    ]);
  });

  it("does not take a message that is longer than all that a cell may show, and fails the cell also if it ended at once", async () => {
    const path = write("one-message.ipynb", [
      { source: "console.log('x'.repeat(8e6))" },
      { source: "1", outputs: [result("1")] },
    ]);
    const { cells } = await checkOne(path, { mode: "lax", maxOutputMb: 3 });
    expect(cells.map(({ status, reason }) => [status, reason])).toEqual([
      ["failed", expect.stringMatching(/^the cell showed more than 3 MB/)],
      ["not-run", "the kernel was ended in Cell 1"],
    ]);
  });

  it("fails a cell whose messages cannot be read, in each mode", async () => {
    const deep =
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': JSON.parse('['.repeat(2010) + ']'.repeat(2010)) }) })";
    const path = write("deep-message.ipynb", [{ source: deep }, { source: "1", outputs: [result("1")] }]);
    for (const mode of ["lax", "update"] as const) {
      const verdict = await checkOne(path, { mode });
      expect(statuses(verdict)).toEqual(["failed", "passed"]);
      expect(verdict.cells[0]?.reason).toMatch(/^a message of the kernel could not be read: .*at most 2000 levels/);
    }
  });

  it("says what is wrong with a file that is no notebook, and checks the others", async () => {
    writeFileSync(at("broken.ipynb"), "{");
    const verdicts = await checkNotebooks([
      at("broken.ipynb"),
      write("one.ipynb", [{ source: "1", outputs: [result("1")] }]),
    ]);
    expect(verdicts[0]?.error).toContain("does not appear to be JSON");
    expect(statuses(verdicts[1]!)).toEqual(["passed"]);
  });

  it("gives each notebook a kernel and its own folder, several at a time, verdicts in order", async () => {
    for (const name of ["d1", "d2"]) mkdirSync(at(name));
    const source = "import { basename } from 'node:path';\nbasename(process.cwd()) + ' ' + (globalThis as any).seen++";
    const paths = ["d1", "d2", "d1", "d2"].map((name, i) =>
      write(`${name}/n${i}.ipynb`, [
        { source: "(globalThis as any).seen ??= 0;\nvoid 0" },
        { source, outputs: [result(`'${name} 0'`)] },
      ]),
    );
    const verdicts = await checkNotebooks(paths, { jobs: 2 });
    expect(verdicts.map(({ path }) => path)).toEqual(paths);
    expect(verdicts.map(statuses)).toEqual(paths.map(() => ["passed", "passed"]));
  });

  it("refuses files that are too large or too deep before it starts anything", async () => {
    writeFileSync(at("large.ipynb"), "");
    truncateSync(at("large.ipynb"), 1_100_000_000);
    writeFileSync(at("deep.ipynb"), `{"cells": ${"[".repeat(1_000_000)}`);
    const verdicts = await checkNotebooks([at("large.ipynb"), at("deep.ipynb")]);
    expect(verdicts.map(({ error }) => error)).toEqual([
      expect.stringContaining("the notebook file is too large to check"),
      expect.stringContaining("at most 2000 levels of nesting"),
    ]);
  });

  it("starts no kernel for a notebook of which no cell is run", async () => {
    const nowhere = { kernelspec: { name: "no-such-kernel", language: "python", display_name: "-" } };
    const tags = { tags: ["skip-execution"] };
    const path = write(
      "skipped.ipynb",
      [{ source: "1", metadata: tags }, { source: "  " }, { source: "# text", type: "markdown" }],
      nowhere,
    );
    const verdicts = await checkNotebooks([path, write("run.ipynb", [{ source: "1" }], nowhere)]);
    expect(statuses(verdicts[0]!)).toEqual(["skipped", "passed"]);
    expect(verdicts[0]?.error).toBeUndefined();
    expect(verdicts[1]?.error).toContain("no-such-kernel");
  });

  it("skips what follows a cell that skips its notebook, and still compares what came before", async () => {
    const skip = "class Skipped extends Error { override name = 'Skipped' }\nthrow new Skipped('needs a GPU')";
    const path = write("skips.ipynb", [
      { source: "1", outputs: [result("2")] },
      { source: skip },
      { source: "throw new Error('never run')" },
      { source: "1", metadata: { tags: ["skip-execution"] } },
    ]);
    const verdict = await checkOne(path);
    expect(verdict.cells.map(({ status, reason }) => [status, reason])).toEqual([
      ["failed", undefined],
      ["skipped", "needs a GPU"],
      ["skipped", "needs a GPU"],
      ["skipped", "tag skip-execution"],
    ]);
  });

  it("says why for a setting in the metadata that cannot be meant", async () => {
    const path = write("setting.ipynb", [{ source: "1", metadata: { cellmill: { check: { rtoll: 1 } } } }]);
    expect((await checkOne(path)).error).toContain("Did you mean rtol");
  });

  it("runs a notebook again for a flaky cell and says so", async () => {
    const source =
      "import { existsSync, writeFileSync } from 'node:fs';\nif (!existsSync('flag')) { writeFileSync('flag', ''); throw new Error('first'); }";
    const verdict = await checkOne(write("flaky.ipynb", [{ source: "1", outputs: [result("1")] }, { source }]), {
      retries: 2,
    });
    expect(statuses(verdict)).toEqual(["passed", "passed"]);
    expect(verdict.cells[1]).toMatchObject({
      attempts: 2,
      warnings: ["flaky: passed after 2 attempts; attempt 1: Error: first"],
    });
  });

  it("does not call a cell flaky that no attempt came to", async () => {
    const verdict = await checkOne(write("dies.ipynb", [{ source: "process.exit(3)" }, { source: "1" }]), {
      retries: 1,
    });
    expect(verdict.cells.map(({ status, warnings }) => [status, ...warnings])).toEqual([
      ["failed", "failed in each of 2 attempts; attempt 1: the kernel died (exit code 3)"],
      ["not-run", "not run in the last of 2 attempts; attempt 1: the kernel died in Cell 1"],
    ]);
  });
});

describe("parameters", () => {
  const cells: readonly FileCell[] = [
    { source: "let n: number = 1;", metadata: { tags: ["parameters"] } },
    { source: "n * 2", outputs: [result("14")] },
  ];

  it("come from the file beside the notebook, and each of a matrix gives a verdict", async () => {
    const path = write("params.ipynb", cells);
    writeFileSync(at("params.params.yaml"), "n: 7\n");
    expect(statuses(await checkOne(path))).toEqual(["passed", "passed"]);
    writeFileSync(at("eight.yaml"), "n: 8\n");
    writeFileSync(at("text.yaml"), "n: eight\n");
    const verdicts = await checkNotebooks([path], { matrix: [at("eight.yaml"), at("text.yaml")] });
    expect(verdicts.map((one) => one.parametersFile)).toEqual([at("eight.yaml"), at("text.yaml")]);
    expect(statuses(verdicts[0]!)).toEqual(["passed", "failed"]);
    expect(verdicts[1]?.error).toContain("n");
  });

  it("are checked against the notebook without a kernel", async () => {
    const verdicts = await checkNotebooks([at("params.ipynb")], {
      mode: "types-only",
      matrix: [at("eight.yaml"), at("text.yaml")],
    });
    expect(statuses(verdicts[0]!)).toEqual(["passed", "passed"]);
    expect(verdicts[1]?.error).toContain("n");
  });
});

describe("updating", () => {
  it("counts cells from 1 beside parameters, and fills in the counts of cells that show nothing", async () => {
    const cells = [
      { source: "let n: number = 1;", metadata: { tags: ["parameters"] }, count: null },
      { source: "n * 2", count: null },
      { source: "  ", count: null },
      { source: "void 0", count: null },
    ];
    const path = write("counted.ipynb", cells);
    writeFileSync(at("counted.params.yaml"), "n: 7\n");
    const verdict = await checkOne(path, { mode: "update" });
    expect(verdict.cells.map(({ status, reason }) => reason ?? status)).toEqual([
      "only the execution count was missing",
      "updated",
      "passed",
      "only the execution count was missing",
    ]);
    expect(
      JSON.parse(readFileSync(path, "utf8")).cells.map(
        (cell: FileCell & { execution_count: number }) => cell.execution_count,
      ),
    ).toEqual([1, 2, null, 3]);
  });

  it("rewrites what differs beyond tolerance and nothing else", async () => {
    const path = write("update.ipynb", MIXED);
    const verdict = await checkOne(path, { mode: "update" });
    expect(statuses(verdict)).toEqual(["passed", "updated", "failed", "passed", "updated", "updated"]);
    expect(verdict.written).toBe(true);
    const expected = MIXED.with(1, { ...MIXED[1]!, outputs: [stdout("mean 0.6666666666666666\n")] })
      .with(4, { ...MIXED[4]!, outputs: [result("2")] })
      .with(5, { ...MIXED[5]!, outputs: [{ ...(result("2") as object), execution_count: 6 }], count: 6 });
    expect(readFileSync(path, "utf8")).toBe(notebookFile(expected));
    expect(statuses(await checkOne(path))).toEqual(["passed", "passed", "failed", "passed", "passed", "passed"]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it.each(["update", "update-missing"] as const)(
    "mends outputs of a cell that was not run also where they are ignored: %s",
    async (mode) => {
      const metadata = { tags: ["nbval-ignore-output"] };
      const path = write(`unrun-${mode}.ipynb`, [{ source: "1", count: null, outputs: [result("2", null)], metadata }]);
      expect(statuses(await checkOne(path))).toEqual(["failed"]);
      expect(statuses(await checkOne(path, { mode }))).toEqual(["updated"]);
      expect(readFileSync(path, "utf8")).toBe(notebookFile([{ source: "1", outputs: [result("1")], metadata }]));
      expect(statuses(await checkOne(path))).toEqual(["passed"]);
    },
  );

  it("does not pass what the next check would fail: ignored outputs of a cell that has nothing to run", async () => {
    const metadata = { cellmill: { check: { ignoreMimes: ["stdout"] } } };
    const path = write("blank.ipynb", [{ source: " ", count: null, outputs: [stdout("a\n")], metadata }]);
    expect(statuses(await checkOne(path, { mode: "update" }))).toEqual(["failed"]);
    expect(statuses(await checkOne(path))).toEqual(["failed"]);
  });

  it("does not write over what somebody saved in the meantime", async () => {
    const source = "import { appendFileSync } from 'node:fs';\nappendFileSync('meantime.ipynb', '\\n');\n1";
    const path = write("meantime.ipynb", [{ source, outputs: [result("2")] }]);
    const before = readFileSync(path, "utf8");
    const verdict = await checkOne(path, { mode: "update" });
    expect([verdict.error, ...statuses(verdict)]).toEqual([
      "the file was changed while the notebook ran: nothing is written into it. Check it again.",
      "failed",
    ]);
    expect(readFileSync(path, "utf8")).toBe(`${before}\n`);
  });

  it("says of format 3 that it is not written, and what differs", async () => {
    const cell = { cell_type: "code", input: "1", language: "typescript", metadata: {}, prompt_number: 1 };
    const output = { output_type: "pyout", prompt_number: 1, text: "2", metadata: {} };
    const { metadata } = JSON.parse(notebookFile([]));
    const worksheets = [{ cells: [{ ...cell, outputs: [output] }], metadata: {} }];
    writeFileSync(at("v3.ipynb"), JSON.stringify({ metadata, nbformat: 3, nbformat_minor: 0, worksheets }));
    const verdict = await checkOne(at("v3.ipynb"), { mode: "update" });
    expect([verdict.error, ...statuses(verdict)]).toEqual([
      "outputs can only be written into notebooks of format 4, and this has format 3",
      "failed",
    ]);
    expect(verdict.cells[0]?.differences).toMatchObject([{ stored: "2", got: "1" }]);
  });

  it("of missing outputs leaves those that differ", async () => {
    const path = write("missing.ipynb", MIXED);
    expect(statuses(await checkOne(path, { mode: "update-missing" }))).toEqual([
      "passed",
      "failed",
      "failed",
      "passed",
      "failed",
      "updated",
    ]);
    expect(JSON.parse(readFileSync(path, "utf8")).cells[5]).toMatchObject({
      execution_count: 6,
      outputs: [{ data: { "text/plain": ["2"] } }],
    });
  });
});

describe("types only", () => {
  it("finds wrong types without a kernel and names the cell where they begin", async () => {
    const path = write("types.ipynb", [
      { source: "const a = 1;" },
      { source: "const ok = a;\nconst b: string = a;" },
      { source: "b.length" },
      { source: "a.toFixed(2)" },
      { source: "%%time\na" },
      { source: "nobody", metadata: { tags: ["raises-exception"] } },
    ]);
    const verdict = await checkOne(path, { mode: "types-only" });
    expect(statuses(verdict)).toEqual(["passed", "failed", "not-run", "passed", "passed", "skipped"]);
    expect(verdict.cells[1]?.reason).toBe("2:7 TS2322: Type 'number' is not assignable to type 'string'.");
    expect(readFileSync(path, "utf8").split("\n")[verdict.cells[1]!.reportLine - 1]).toContain("const b: string");
    expect(verdict.cells[2]?.reason).toContain("needs b");
  });

  it("points at the line of the file also where a source is one string, and checks cells behind wrong parameters", async () => {
    const path = write("one-string.ipynb", [
      { source: "let n: number = 1;", metadata: { tags: ["parameters"] } },
      { source: "const c = n;\nconst d: string = c;" },
    ]);
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    notebook.cells[1].source = notebook.cells[1].source.join("");
    writeFileSync(path, JSON.stringify(notebook, null, 1));
    const parameters = at("one-string.yaml");
    writeFileSync(parameters, "n: text\n");
    const verdict = await checkOne(path, { mode: "types-only", parameters: [parameters] });
    expect(verdict.error).toContain('parameter "n" must be number');
    expect(statuses(verdict)).toEqual(["passed", "failed"]);
    expect(readFileSync(path, "utf8").split("\n")[verdict.cells[1]!.reportLine - 1]).toContain("const d: string");
  });

  it("leaves notebooks in other languages out", async () => {
    const path = write("python.ipynb", [{ source: "1 +" }], {
      kernelspec: { name: "python3", language: "python", display_name: "P" },
    });
    expect(statuses(await checkOne(path, { mode: "types-only" }))).toEqual(["skipped"]);
  });
});

it("coverage counts what notebooks ran of files, also of those that nothing loaded", async () => {
  mkdirSync(at("lib"));
  const unused = "exports.unused = () => {\n  return 2;\n};\n";
  writeFileSync(at("lib/tool.cjs"), `exports.used = (x) => {\n  if (x) return 1;\n  return 3;\n};\n${unused}`);
  // Unlike c8: tests and .mts are counted by themselves, hidden folders are not.
  writeFileSync(at("lib/never.test.mts"), "export const never = 1;\n");
  writeFileSync(at("lib/types.d.ts"), "export const never: number;\n");
  for (const left of ["lib/.hidden", "lib/node_modules"]) {
    mkdirSync(at(left));
    writeFileSync(at(`${left}/a.js`), "1;\n");
  }
  const load = "import { createRequire } from 'node:module';\nconst tool = createRequire(process.cwd() + '/x.js')";
  const uses = (name: string, source: string) => write(name, [{ source, outputs: [result("1")] }]);
  const paths = [
    uses("covered.ipynb", `${load}('./lib/tool.cjs');\ntool.used(1)`),
    uses("other.ipynb", `${load}('./lib/tool.cjs');\ntool.used(0) - 2`),
    uses("apart.ipynb", "1"),
  ];
  let summary: CoverageSummary | undefined;
  const options = { coverage: at("lib"), coverageAll: true, onCoverage: (found: CoverageSummary) => (summary = found) };
  const verdicts = await checkNotebooks(paths, options);
  expect(verdicts.flatMap(statuses)).toEqual(["passed", "passed", "passed"]);
  const share = (covered: number, total: number) => ({ covered, total });
  expect(summary?.files).toMatchObject([
    { lines: share(0, 1), branches: share(0, 1), functions: share(0, 1), uncoveredLines: [1], notebooks: [] },
    {
      lines: share(6, 7),
      functions: share(1, 2),
      uncoveredLines: [6],
      notebooks: [
        { notebook: paths[0], lines: share(5, 7), functions: share(1, 2) },
        { notebook: paths[1], lines: share(6, 7), functions: share(1, 2) },
      ],
    },
  ]);
  expect(summary?.notebooks.map(({ notebook, lines }) => [notebook, lines.total])).toEqual([
    [at("apart.ipynb"), 0],
    [paths[0], 7],
    [paths[1], 7],
  ]);
  expect(summary?.total).toMatchObject({ lines: share(6, 8), functions: share(1, 3) });
});
