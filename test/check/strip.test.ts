import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type StripOptions, stripText } from "../../src/check/index.js";
import { notebookOutline } from "../../src/check/strip/notebook-outline.js";
import { strippedOutline, strippedPieces } from "../../src/check/strip/strip-text.js";
import { notebookText } from "../nbformat/arbitrary-notebook.js";
import { notebookFile, result, stdout } from "./notebook-file.js";

const RUN = notebookFile(
  [
    {
      source: "a",
      outputs: [stdout("x\n"), result("1")],
      metadata: { papermill: { status: "completed" }, execution: {}, tags: ["t"] },
    },
    { source: "# text", type: "markdown", metadata: { papermill: {}, tags: [] } },
    { source: "b", outputs: [result("2")], metadata: { tags: ["keep-output"] } },
    { source: "c", metadata: { cellmill: { check: { rtol: 1 }, status: "timed-out" } } },
    { source: "d", metadata: { papermill: { status: "completed" }, tags: [] } },
    { source: "e", metadata: { tags: [] } },
  ],
  { papermill: { duration: 1 } },
);

const CLEAN = notebookFile([
  { source: "a", count: null, metadata: { tags: ["t"] } },
  { source: "# text", type: "markdown" },
  { source: "b", count: null, outputs: [result("2", null)], metadata: { tags: ["keep-output"] } },
  { source: "c", count: null, metadata: { cellmill: { check: { rtol: 1 } } } },
  { source: "d", count: null },
  { source: "e", count: null, metadata: { tags: [] } },
]);

describe("stripping a file that is read piece by piece", () => {
  const piecesOf = (bytes: Uint8Array, size: number): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const strip = (text: string, size: number, options: StripOptions = {}): string | undefined => {
    const bytes = new TextEncoder().encode(text);
    const stripped = strippedOutline(piecesOf(bytes, size), "n.ipynb", options);
    if (typeof stripped === "string" || stripped === undefined) return stripped;
    return Array.from(stripped).join("");
  };

  it("gives what stripping it as a whole does, wherever the pieces end", () => {
    const whole = (text: string): string | undefined => {
      const stripped = strippedPieces(new TextEncoder().encode(text), "n.ipynb", {});
      return stripped === undefined ? undefined : [...stripped].join("");
    };
    let short = 0;
    fc.assert(
      fc.property(notebookText, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const stripped = strip(text, size);
        if (stripped === "whole") return;
        short++;
        expect(stripped).toBe(whole(text));
      }),
      { numRuns: 300 },
    );
    expect(short).toBeGreaterThan(100);
  });

  it("holds no output that goes, whatever stands in it", () => {
    const tricky = ['"outputs": [1', "]}\\", '\\"', "\\\\", "{", "}]"].map((text) => stdout(text));
    const text = notebookFile([
      { source: '"outputs": [', outputs: tricky, metadata: { outputs: [1], cells: [{ outputs: [2] }] } },
      { source: "# outputs", type: "markdown" },
      { source: "b", outputs: [] },
    ]);
    for (let size = 1; size < 60; size++) {
      const bytes = new TextEncoder().encode(text);
      const outline = notebookOutline(piecesOf(bytes, size));
      expect(new TextDecoder().decode(outline)).not.toContain("]}");
      expect(strip(text, size)).toBe(stripText(text, "n.ipynb"));
    }
  });

  it("asks for the whole file where outputs stay, and where it is no JSON", () => {
    expect(strip(RUN, 100)).toBe("whole");
    expect(strip(RUN.replaceAll("keep-output", "other"), 100)).toContain('"outputs": []');
    expect(strip(RUN.replaceAll("keep-output", "other"), 100, { keepOutputs: true })).toBe("whole");
    expect(strip(notebookFile([{ source: "a", count: null }]), 100)).toBeUndefined();
    const wrong = notebookFile([{ source: "a", type: "markdown", metadata: {} }]).replace(
      '"metadata"',
      '"outputs": [1], "metadata"',
    );
    expect(strip(wrong, 100)).toBe("whole");
    const latin1 = Buffer.from(notebookFile([{ source: "é", outputs: [stdout("x")] }]), "latin1");
    expect(strippedOutline([latin1], "n.ipynb")).toBe("whole");
    expect(strip(`${notebookFile([{ source: "a", outputs: [stdout("x")] }])}{}`, 100)).toBe("whole");
    for (const broken of ["", "{", `${CLEAN}]`, RUN.replace('"stdout"', "<<<<<<< ours"), RUN.slice(0, -20)])
      expect(notebookOutline(piecesOf(new TextEncoder().encode(broken), 7)) && broken).toBeFalsy();
  });
});

describe("stripping a notebook", () => {
  it("removes outputs, counts and records of runs, and leaves what is the author's", () => {
    expect(stripText(RUN, "n.ipynb")).toBe(CLEAN);
  });

  it("gives a clean file back byte for byte, however it is written", () => {
    const odd = CLEAN.replaceAll("\n", "\r\n").replaceAll("\r\n  ", "\r\n\t");
    for (const text of [CLEAN, odd, CLEAN.trimEnd()]) expect(stripText(text, "n.ipynb")).toBe(text);
  });

  it("is the same a second time", () => {
    expect(stripText(stripText(RUN, "n.ipynb"), "n.ipynb")).toBe(CLEAN);
  });

  it.each([
    [{ keepOutputs: true }, ["outputs"]],
    [{ keepExecutionCounts: true }, ["counts"]],
    [{ keepPapermill: true }, ["papermill"]],
    [{ keepTags: ["t"] }, ["outputs"]],
    [{ keepOutputs: true, keepExecutionCounts: true }, ["outputs", "counts"]],
    [{ keepMetadataKeys: ["cell.metadata.papermill"] }, ["papermill"]],
  ])("keeps with %j: %j", (options, kept) => {
    const cell = JSON.parse(stripText(RUN, "n.ipynb", options)).cells[0];
    expect(cell.outputs.length > 0).toBe(kept.includes("outputs"));
    expect(cell.execution_count === 1).toBe(kept.includes("counts"));
    expect("papermill" in cell.metadata).toBe(kept.includes("papermill"));
  });

  it.each([
    ["keep-output", { init_cell: false }, false],
    ["keep-output", { init_cell: true }, true],
    ["t", { keep_output: false }, false],
    ["other", {}, false],
  ])("lets metadata beat tags: %s and %j keep outputs: %s", (tag, metadata, kept) => {
    const file = notebookFile([{ source: "a", outputs: [result("1")], metadata: { ...metadata, tags: [tag] } }]);
    const cell = JSON.parse(stripText(file, "n.ipynb", { keepTags: ["t"] })).cells[0];
    expect(cell.outputs.length > 0).toBe(kept);
  });

  it("refuses a tag and metadata that contradict each other, keys outside of metadata, and unknown options", () => {
    const file = notebookFile([
      { source: "a" },
      { source: "b", metadata: { keep_output: false, tags: ["keep-output"] } },
    ]);
    expect(() => stripText(file, "n.ipynb")).toThrow("n.ipynb: cell 2: the cell's metadata says keep_output: false");
    for (const key of ["cell.source", "kernelspec", "metadata."])
      expect(() => stripText(RUN, "n.ipynb", { extraKeys: [key] })).toThrow(`got ${key}`);
    expect(() => stripText(RUN, "n.ipynb", { keepOutput: true } as object)).toThrow("Did you mean keepOutputs?");
  });

  it("refuses what is no notebook, so that a git filter destroys nothing", () => {
    expect(() => stripText("[1]", "n.ipynb")).toThrow("n.ipynb");
    expect(() => stripText("version https://git-lfs", "n.ipynb")).toThrow("does not appear to be JSON");
  });
});
