import { describe, expect, it } from "vitest";
import { type CodeCell, cloneJson, type Notebook, readNotebook, writeNotebook } from "../../../src/nbformat/index.js";
import { dropPureRecord, recordPureCell, reusableCells } from "../../../src/runner/resume/reusable-cells.js";
import { type RunFacts, runKeys } from "../../../src/runner/resume/run-key.js";
import { holdsRun, recordRun } from "../../../src/runner/resume/run-record.js";
import { makeNotebook } from "../make-notebook.js";

const FORM = { reportMode: false, cleanMetadata: false, deterministicIds: false, lateOutput: 0 };
const FACTS: RunFacts = {
  kernel: "k",
  engine: "nbclient",
  parameters: { a: 1 },
  cwd: "/",
  leftOut: [],
  inputs: {},
  form: FORM,
};
/** The notebook's cell with a source, tags or record of its own. */
const set = (
  notebook: Notebook,
  index: number,
  change: { source?: string; tags?: string[]; status?: string },
): void => {
  const cell = notebook.cells[index]!;
  if (change.source !== undefined) cell.source = change.source;
  if (change.tags !== undefined) cell.metadata["tags"] = change.tags;
  if (change.status !== undefined) cell.metadata["papermill"] = { status: change.status };
};
const make = (): Notebook =>
  makeNotebook("cellmill", [
    "load",
    { source: "plot", tags: ["cellmill.pure"] },
    "more",
    { source: "last", tags: ["cellmill.pure"] },
  ]);

describe("the key of a run", () => {
  const key = (change: (notebook: Notebook) => void = () => {}, facts: Partial<RunFacts> = {}): string => {
    const notebook = make();
    change(notebook);
    return runKeys(notebook, { ...FACTS, ...facts }).run;
  };

  it("does not depend on ids, outputs, times and other metadata", () => {
    const same = key((notebook) => {
      const cell = notebook.cells[0] as CodeCell;
      cell["id"] = "other";
      cell.outputs = [{ output_type: "stream", name: "stdout", text: "x" }];
      cell.metadata["papermill"] = { status: "completed" };
      notebook.metadata["papermill"] = {};
    });
    expect(same).toBe(key());
  });

  it.each<[string, (notebook: Notebook) => void, Partial<RunFacts>]>([
    ["source", (notebook) => set(notebook, 2, { source: "new" }), {}],
    ["tags", (notebook) => set(notebook, 2, { tags: ["skip-execution"] }), {}],
    ["order", (notebook) => void notebook.cells.reverse(), {}],
    ["kernel", () => {}, { kernel: "k2" }],
    ["engine", () => {}, { engine: "other" }],
    ["parameters", () => {}, { parameters: { a: "1" } }],
    ["working directory", () => {}, { cwd: "/tmp" }],
    ["selection", () => {}, { leftOut: [1] }],
    ["input files", () => {}, { inputs: { "x.csv": "00" } }],
    ["form of the file", () => {}, { form: { ...FORM, reportMode: true } }],
    [
      "attachments",
      (notebook) => void Object.assign(notebook.cells[0]!, { attachments: { "a.png": { "image/png": "AAAA" } } }),
      {},
    ],
  ])("depends on the %s", (_name, change, facts) => {
    expect(key(change, facts)).not.toBe(key());
  });
});

describe("the record of a run", () => {
  it("holds for the file as it was written, and for no edited one", () => {
    const notebook = make();
    recordRun(notebook, "key");
    const read = readNotebook(writeNotebook(notebook));
    expect([holdsRun(read, "key"), holdsRun(read, "other")]).toEqual([true, false]);
    const edited = cloneJson(read);
    (edited.cells[0] as CodeCell).outputs.push({ output_type: "stream", name: "stdout", text: "forged" });
    expect(holdsRun(edited, "key")).toBe(false);
    expect(holdsRun(make(), "key")).toBe(false);
  });
});

describe("pure cells", () => {
  const earlier = (): Notebook => {
    const notebook = make();
    const { cells: keys } = runKeys(notebook, FACTS);
    for (const cell of notebook.cells) {
      cell.metadata["papermill"] = { status: "completed" };
      (cell as CodeCell).outputs = [{ output_type: "stream", name: "stdout", text: cell.source }];
      recordPureCell(cell, keys);
    }
    return notebook;
  };
  const reused = (change: (now: Notebook, before: Notebook) => void): string[] => {
    const [now, before] = [make(), earlier()];
    change(now, before);
    return [...reusableCells(now, runKeys(now, FACTS).cells, before).keys()].map((cell) => cell.source);
  };

  it("are taken over while they and all above them are unchanged and they completed", () => {
    expect(reused(() => {})).toEqual(["plot", "last"]);
    expect(reused((now) => set(now, 2, { source: "changed" }))).toEqual(["plot"]);
    expect(reused((now) => set(now, 0, { source: "changed" }))).toEqual([]);
    expect(reused((now) => set(now, 1, { tags: [] }))).toEqual([]);
    expect(reused((_now, before) => set(before, 1, { status: "pending" }))).toEqual(["last"]);
    expect(reused((_now, before) => dropPureRecord(before.cells[1]!))).toEqual(["last"]);
  });

  it.each<[string, Partial<CodeCell>]>([
    ["outputs were cleared", { outputs: [] }],
    ["outputs were edited", { outputs: [{ output_type: "stream", name: "stdout", text: "forged" }] }],
    ["count was taken out", { execution_count: null, outputs: [] }],
  ])("are run again if their %s", (_what, change) => {
    expect(reused((_now, before) => void Object.assign(before.cells[3]!, change))).toEqual(["plot"]);
  });

  it.each<[string, CodeCell["outputs"][number]]>([
    ["failed", { output_type: "error", ename: "E", evalue: "", traceback: [] }],
    [
      "show a widget, which lives in its kernel",
      { output_type: "display_data", data: { "application/vnd.jupyter.widget-view+json": {} }, metadata: {} },
    ],
  ])("are run again if they %s", (_what, output) => {
    const change = (before: Notebook): void => {
      const cell = before.cells[3] as CodeCell;
      cell.outputs.push(output);
      recordPureCell(cell, runKeys(before, FACTS).cells);
    };
    expect(reused((_now, before) => change(before))).toEqual(["plot"]);
  });
});
