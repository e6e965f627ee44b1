import { describe, expect, it } from "vitest";
import { cloneJson } from "../../../src/nbformat/index.js";
import { cleanMetadata } from "../../../src/runner/tidy/clean-metadata.js";
import { setDeterministicIds } from "../../../src/runner/tidy/deterministic-ids.js";
import { makeNotebook } from "../make-notebook.js";

describe("clean metadata", () => {
  it("drops records and times, and keeps what people wrote", () => {
    const notebook = makeNotebook("cellmill", [{ source: "1", tags: ["keep"] }, "2"]);
    const before = cloneJson(notebook);
    delete before.cells[1]!.metadata["tags"];
    notebook.metadata["papermill"] = { parameters: {} };
    Object.assign(notebook.cells[0]!.metadata, {
      papermill: { status: "completed" },
      execution: { "iopub.status.busy": "x" },
      cellmill: { status: "reused", key: "k", digest: "d", timeout: 5 },
    });
    Object.assign(notebook.cells[1]!.metadata, { tags: [], cellmill: { status: "reused" } });
    before.cells[0]!.metadata["cellmill"] = { timeout: 5 };
    cleanMetadata(notebook);
    expect(notebook).toEqual(before);
  });
});

describe("deterministic ids", () => {
  const ids = (...sources: string[]): unknown[] => {
    const notebook = makeNotebook("cellmill", sources);
    setDeterministicIds(notebook);
    return notebook.cells.map((cell) => cell["id"]);
  };

  it("follow from a cell's content, wherever it stands", () => {
    const [a, b] = ids("a", "b");
    expect(ids("b", "new", "a")).toEqual([b, expect.not.stringMatching(`${a}|${b}`), a]);
    expect(a).toMatch(/^[0-9a-f]{12}$/);
  });

  it("differ for equal cells and for other types", () => {
    const [first, second, third] = ids("same", "same", "same");
    expect(new Set([first, second, third]).size).toBe(3);
    expect(ids("same")).toEqual([first]);
    const markdown = makeNotebook("cellmill", [{ source: "same", type: "markdown" }]);
    setDeterministicIds(markdown);
    expect(markdown.cells[0]!["id"]).not.toBe(first);
  });
});
