import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbortError, ParameterError } from "../../../src/core/index.js";
import { readJson } from "../../../src/nbformat/index.js";
import { BatchState } from "../../../src/runner/batch/batch-state.js";
import { expandGrid, parseGridOption } from "../../../src/runner/batch/expand-grid.js";
import { changeLine, LiveTable, tableLines } from "../../../src/runner/batch/live-table.js";
import { parameterSetsFromYaml } from "../../../src/runner/batch/parameter-sets.js";
import { type BatchRun, planBatch } from "../../../src/runner/batch/plan-batch.js";
import { summaryHtml } from "../../../src/runner/batch/summary-html.js";
import { checkSummary, summaryPaths, writeSummary } from "../../../src/runner/batch/write-summary.js";
import { DeadKernelError, NotebookExecutionError } from "../../../src/runner/index.js";

describe("a grid", () => {
  it("gives every combination, the last parameter fastest", () => {
    const grid = new Map([
      ["tissue", ["liver", "lung"]],
      ["n", [1, 2]],
    ]);
    expect(expandGrid(grid).map((set) => [...set.values()])).toEqual([
      ["liver", 1],
      ["liver", 2],
      ["lung", 1],
      ["lung", 2],
    ]);
    expect(expandGrid(new Map())).toEqual([new Map()]);
  });

  it.each<[string, string, unknown[]]>([
    ["tissue=liver,lung", "tissue", ["liver", "lung"]],
    ["n=1,2.5,None,True,1_000", "n", [1, 2.5, null, true, 1000]],
    ["path=a\\,b,c\\d=e", "path", ["a,b", "c\\d=e"]],
  ])("%s is typed as -p is", (text, name, values) => {
    expect(parseGridOption(text).slice(0, 2)).toEqual([name, values]);
  });

  it.each(["tissue", "=a", "tissue=", "tissue=a,,b"])("%j is refused", (text) => {
    expect(() => parseGridOption(text)).toThrow(/NAME=VALUE,VALUE/);
  });

  it("is refused with a value that comes twice", () => {
    expect(() => parseGridOption("a=x,y,x")).toThrow(/a has the value "x" twice/);
  });

  it("can be a list of sets", async () => {
    expect(await parameterSetsFromYaml("[{a: 1, b: x}, {a: 2}]", "f")).toEqual([
      new Map<string, unknown>([
        ["a", 1],
        ["b", "x"],
      ]),
      new Map([["a", 2]]),
    ]);
    await expect(parameterSetsFromYaml("a: 1", "sets.yml")).rejects.toThrow(/sets.yml: .*list of mappings/);
    await expect(parameterSetsFromYaml("[{a: 1}, 5]", "f")).rejects.toThrow(/^f:1:10: set 2 is no mapping/);
    await expect(parameterSetsFromYaml("- a: 1\n- a: [\n", "f")).rejects.toThrow(/^f:3:1: not valid YAML/);
  });
});

it("says where each value of sets and grids stands", async () => {
  const places: string[] = [];
  const text = "- a: 1\n  b: 2\n- &x {c: 3}\n- <<: *x\n  a: 4\n";
  await parameterSetsFromYaml(text, "s.yml", (set, name, place) => places.push(`${set} ${name} ${place}`));
  expect(places).toEqual(["0 a s.yml:1:3", "0 b s.yml:2:3", "1 c s.yml:3:7", "2 c s.yml:4:3", "2 a s.yml:5:3"]);
  expect(parseGridOption("n=a\\,b,c,10")[2]).toEqual([3, 8, 10]);
});

describe("a plan", () => {
  const sets = expandGrid(
    new Map<string, (string | number)[]>([
      ["tissue", ["liver", "lung"]],
      ["n", [7]],
    ]),
  );

  it("fills in the templates and names runs by what tells them apart", () => {
    const runs = planBatch({ inputs: ["nb/qc.ipynb"], output: "out/{tissue}-{n:03d}.ipynb", parameterSets: sets });
    expect(runs.map(({ name, output }) => [name, output])).toEqual([
      ["tissue=liver", "out/liver-007.ipynb"],
      ["tissue=lung", "out/lung-007.ipynb"],
    ]);
    const several = planBatch({
      inputs: ["a.ipynb", "b.ipynb"],
      output: "out/{notebook}-{tissue}.ipynb",
      parameterSets: sets,
    });
    expect(several.map((run) => run.name)).toEqual([
      "a tissue=liver",
      "a tissue=lung",
      "b tissue=liver",
      "b tissue=lung",
    ]);
    expect(several.map((run) => run.output)).toContain("out/b-lung.ipynb");
  });

  it.each<[string[], string, RegExp]>([
    [
      ["qc.ipynb"],
      "out/x.ipynb",
      /out\/x.ipynb: two runs would write the same file: got tissue=liver and tissue=lung.*\{tissue\}/,
    ],
    [["qc.ipynb"], "out/../out/{n}.ipynb", /two runs would write the same file/],
    [["qc.ipynb"], "{missing}.ipynb", /set 1: Missing parameter 'missing'/],
    [["qc.ipynb"], "-", /not standard input and output/],
    [["liver.ipynb", "lung.ipynb"], "./{tissue}.ipynb", /would write the input of another/],
  ])("of %j to %j is refused", (inputs, output, message) => {
    expect(() => planBatch({ inputs, output, parameterSets: sets })).toThrow(message);
  });
});

const RUNS: BatchRun[] = ["liver", "lung", "<b>", "bad\u001b[2Jname"].map((tissue) => ({
  name: `tissue=${tissue}`,
  input: "qc.ipynb",
  output: `out/${tissue}.ipynb`,
  parameters: new Map([["tissue", tissue]]),
}));

/** A state after: one completed, one failed, one died, one waiting. */
async function someState(): Promise<BatchState> {
  const state = new BatchState(RUNS, 2);
  await state.follow(0, async (observer) => {
    observer.started?.(3);
    observer.cellEnded?.(0, "completed");
    observer.cellEnded?.(1, "not-selected");
    observer.cellEnded?.(2, "completed");
  });
  const failure = { cellIndex: 1, executionCount: 2, source: "", ename: "E", evalue: "<i>", traceback: [] };
  await state.follow(1, async (observer) => {
    observer.started?.(3);
    observer.cellEnded?.(0, "completed");
    observer.cellEnded?.(1, "failed");
    throw new NotebookExecutionError(failure, "qc.ipynb", "out/lung.ipynb");
  });
  await state.follow(2, () => Promise.reject(new DeadKernelError("the kernel died", "qc", "", undefined)));
  return state;
}

describe("the state of a batch", () => {
  it("says how each run ended; the exit code is the highest", async () => {
    const state = await someState();
    expect(state.rows.map((row) => [row.status, row.exitCode, row.cellsDone, row.cells, row.failedCell])).toEqual([
      ["completed", 0, 3, 3, null],
      ["failed", 1, 1, 3, 2],
      ["kernel-died", 138, 0, null, null],
      ["waiting", null, 0, null, null],
    ]);
    expect(state.exitCode).toBe(138);
  });

  it.each<[Error, string, number]>([
    [new ParameterError({ what: "x" }), "refused", 2],
    [new AbortError({ what: "x" }), "interrupted", 130],
    [new AbortError({ what: "x", cause: "SIGTERM" }), "interrupted", 143],
    [new TypeError("x"), "failed", 1],
    [
      new NotebookExecutionError(
        { cellIndex: 0, executionCount: 1, source: "", ename: "CellTimeoutError", evalue: "", traceback: [] },
        "nb",
        undefined,
      ),
      "timed-out",
      1,
    ],
  ])("takes %s for %s", async (error, status, exitCode) => {
    const state = new BatchState(RUNS, 1);
    expect(await state.follow(0, () => Promise.reject(error))).toEqual({ error });
    expect(state.rows[0]).toMatchObject({ status, exitCode });
  });
});

describe("the table", () => {
  it("prints a line for each change of a run where nothing can be redrawn", async () => {
    const state = new BatchState(RUNS, 2);
    let text = "";
    const table = new LiveTable(state, { write: (part) => (text += part) });
    await state.follow(0, async (observer) => observer.started?.(3));
    state.skip(3, 0);
    table.print("[lung] note");
    table.close();
    expect(text.replace(/\d\.\d s/g, "T").split("\n")).toEqual([
      "[1/4] tissue=liver: running",
      "[1/4] tissue=liver: completed (0/3 cells, T)",
      "[4/4] tissue=badname: not-run",
      "[lung] note",
      "4 runs, 2 at once: 1 completed, 2 waiting, 1 not-run | T",
      "",
    ]);
  });

  it("is redrawn in place on a terminal", async () => {
    const state = new BatchState(RUNS, 2);
    const parts: string[] = [];
    const table = new LiveTable(state, { isTTY: true, columns: 60, rows: 20, write: (part) => parts.push(part) });
    table.print("note");
    table.close();
    expect(parts[0]?.split("\n").length).toBe(6);
    expect(parts.slice(1, 3)).toEqual(["\u001b[5A\u001b[J", "note\n"]);
  });

  it("has lines that fit, without control characters, the interesting rows first", async () => {
    const state = await someState();
    const lines = tableLines(state, 60, 20);
    expect(lines.every((line) => line.length < 60)).toBe(true);
    expect(lines.join("")).not.toContain("\u001b");
    expect(lines[1]).toMatch(/^ {2}tissue=liver +completed +3\/3 █{12} +0\.0 s$/);
    const many = new BatchState(
      Array.from({ length: 40 }, (_, at) => ({ ...RUNS[0]!, name: `run ${at}` })),
      1,
    );
    for (let at = 0; at < 30; at++) await many.follow(at, async () => {});
    await many.follow(5, () => Promise.reject(new Error("broken")));
    const few = tableLines(many, 80, 10);
    expect(few.length).toBe(9);
    expect(few.join("\n")).toMatch(/run 5 .*broken.*run 30 .*waiting.*run 35.*… 33 more/s);
  });

  it("shows what failed rather than what was not run for it", async () => {
    const state = new BatchState(
      Array.from({ length: 20 }, (_, at) => ({ ...RUNS[0]!, name: `run ${at}` })),
      1,
    );
    await state.follow(0, () => Promise.reject(new Error("broken")));
    for (let at = 1; at < 20; at++) state.skip(at, 0);
    expect(tableLines(state, 80, 8)[1]).toMatch(/run 0 .*failed.*broken/);
  });

  it("counts characters that take two columns of a terminal twice, and none for those on top of another", async () => {
    const names = ["肝臓", "e\u0301a", "🧬"];
    const state = new BatchState(
      names.map((name) => ({ ...RUNS[0]!, name })),
      1,
    );
    for (const at of names.keys()) await state.follow(at, () => Promise.reject(new Error("組織".repeat(40))));
    const [, ...lines] = tableLines(state, 79, 20);
    expect(lines.map((line) => line.slice(0, line.indexOf("failed")))).toEqual([
      `  肝臓${" ".repeat(1)}`,
      `  e\u0301a${" ".repeat(3)}`,
      `  🧬${" ".repeat(3)}`,
    ]);
    for (const line of lines) {
      const wide = [...line].filter((character) => /[組織肝臓🧬]/u.test(character)).length;
      expect([...line.replace("\u0301", "")].length + wide).toBeLessThan(79);
    }
  });

  it("names the error in the line of a failed run", async () => {
    const state = await someState();
    expect(changeLine(state.rows[1]!, 100)).toMatch(
      /^\[ {2}2\/100\] tissue=lung: failed \(1\/3 cells, .*, qc.ipynb: cell 2, In \[2\]: E: <i>\)$/,
    );
  });
});

describe("the summary", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cellmill-summary-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["a.json", ["a.json"]],
    ["a.HTML", ["a.HTML"]],
    ["out/a", ["out/a.html", "out/a.json"]],
    ["a.{html,json}", ["a.html", "a.json"]],
  ])("%s means %j", (path, paths) => {
    expect(summaryPaths(path)).toEqual(paths);
  });

  it("is refused in another format", () => {
    expect(() => summaryPaths("a.csv")).toThrow(/ends in .html or .json/);
  });

  it("may lie in a folder that is yet to be made, and not below a file", async () => {
    await checkSummary(join(folder, "of", "results", "all"));
    expect(statSync(join(folder, "of", "results")).isDirectory()).toBe(true);
    writeFileSync(join(folder, "file"), "");
    await expect(checkSummary(join(folder, "file", "all.json"))).rejects.toMatchObject({ tag: "StoreError" });
  });

  it("tells programs and people the same, and escapes what runs say", async () => {
    const state = await someState();
    await writeSummary(state, join(folder, "s"));
    const json = readJson(readFileSync(join(folder, "s.json"), "utf8")) as Record<string, unknown>;
    expect(json).toMatchObject({
      format: "cellmill-batch-1",
      exit_code: 138,
      counts: { completed: 1, failed: 1, "kernel-died": 1, waiting: 1 },
    });
    expect((json["runs"] as unknown[])[1]).toMatchObject({
      name: "tissue=lung",
      parameters: { tissue: "lung" },
      status: "failed",
      failed_cell: 2,
      error: "qc.ipynb: cell 2, In [2]: E: <i>",
    });
    const html = readFileSync(join(folder, "s.html"), "utf8");
    expect(html).toContain("tissue=&lt;b&gt;</a>");
    expect(html).toContain("In [2]: E: &lt;i&gt;");
    expect(html).not.toMatch(/<b>|<i>|<script/);
    expect(summaryHtml(state, "/some/where/s.html")).toContain(`${encodeURIComponent("<b>")}.ipynb"`);
  });
});
