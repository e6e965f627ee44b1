import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { align } from "../../src/check/diff/align.js";
import { diffLines } from "../../src/check/diff/diff-lines.js";
import { type PieceText, wholeText } from "../../src/check/diff/piece-lines.js";
import { diffDocuments, diffReport, notebookText, parseDocument } from "../../src/check/index.js";
import { type FileCell, notebookFile, result, stdout } from "./notebook-file.js";

const document = (cells: readonly FileCell[], metadata = {}): ReturnType<typeof parseDocument> =>
  parseDocument("n.ipynb", notebookFile(cells, metadata));
const report = async (a: readonly FileCell[], b: readonly FileCell[], options = {}): Promise<string> =>
  diffReport(await diffDocuments(document(a), document(b), options), { a: "a.ipynb", b: "b.ipynb" }, { width: 40 });

const CELLS: readonly FileCell[] = [
  { id: "x", source: "a = 1\nb = 2\nc = 3" },
  { id: "y", source: "a", outputs: [stdout("mean 1.5\n"), result("1")] },
  { id: "z", source: "z" },
];

describe("the difference of two notebooks", () => {
  it("is empty for what only a run changes", async () => {
    const run = CELLS.map((cell) => ({
      ...cell,
      count: 99,
      metadata: { papermill: { status: "completed" }, execution: { t: 1 }, tags: [] },
    }));
    expect(await report(CELLS, run)).toBe("");
  });

  it("is empty within tolerance and shows outputs beyond it side by side", async () => {
    const close = CELLS.with(1, { ...CELLS[1]!, outputs: [stdout("mean 1.50000000001\n"), result("1")] });
    expect(await report(CELLS, close)).toBe("");
    const far = CELLS.with(1, { ...CELLS[1]!, outputs: [stdout("mean 1.7\n"), result("1")] });
    const text = await report(CELLS, far);
    expect(text).toContain("changed code cell y (line");
    expect(text).toMatch(/output stdout, line 1: .*\n {2}mean 1.5 +│ mean 1.7/);
    expect(await report(CELLS, far, { ignoreOutputs: true })).toBe("");
    expect(await report(CELLS, far, { rules: { rtol: 0.5 } })).toBe("");
  });

  it("pairs cells by id and shows the lines of their sources that changed", async () => {
    const text = await report(CELLS, CELLS.with(0, { id: "x", source: "a = 1\nb = 20\nc = 3" }));
    expect(text).toBe(
      "--- a.ipynb\n+++ b.ipynb\n@@ changed code cell x (line -3 +3) @@\n a = 1\n-b = 2\n+b = 20\n c = 3\n",
    );
  });

  it("shows three lines around a change, and the number of the next line behind what it leaves out", async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
    const [a, b] = [lines, lines.with(7, "new")].map((source) => [{ id: "x", source: source.join("\n") }]);
    const shown = [" … line 5", " line 5", " line 6", " line 7", "-line 8", "+new", " line 9", " line 10", " line 11"];
    expect((await report(a!, b!)).split("\n").slice(3, -1)).toEqual(shown);
  });

  it("names cells that were added, removed or moved", async () => {
    const kinds = async (cells: readonly FileCell[]): Promise<unknown[]> =>
      (await diffDocuments(document(CELLS), document(cells), {})).cells.map(({ kind, id }) => [kind, id]);
    expect(await kinds([{ id: "n", source: "n" }, ...CELLS])).toEqual([["added", "n"]]);
    expect(await kinds(CELLS.slice(1))).toEqual([["removed", "x"]]);
    expect(await kinds([CELLS[2]!, CELLS[0]!, CELLS[1]!])).toEqual([["moved", "z"]]);
    expect(await kinds([{ id: "z", source: "other" }, CELLS[0]!, CELLS[1]!])).toEqual([["moved", "z"]]);
  });

  it("shows what a cell that was moved has become, and what added and removed ones show", async () => {
    const moved = { ...CELLS[1]!, source: "b", outputs: [stdout("mean 1.5\n"), result("2")] };
    const text = await report(CELLS, [CELLS[0]!, CELLS[2]!, { id: "n", source: "n" }, moved]);
    expect(text).toMatch(/^@@ moved code cell y \(line -15 \+\d+\) @@\n-a\n\+b\noutput text\/plain: 1 became 2: /m);
    expect(await report(CELLS.slice(0, 1), CELLS.slice(0, 2))).toMatch(
      /^\+a\noutputs: stdout is new; text\/plain is new\n.*│ stdout: mean 1\.5\n/m,
    );
  });

  it("takes a cell without a partner for the one beside it that is like it, whatever its id", async () => {
    const text = await report(CELLS, CELLS.with(0, { id: "w", source: "a = 1\nb = 2\nc = 4" }));
    expect(text).toMatch(/^@@ changed code cell x → w .*\n a = 1\n b = 2\n-c = 3\n\+c = 4\n$/m);
    const unlike = await report(CELLS, CELLS.with(0, { id: "w", source: "import numpy" }));
    expect(unlike).toMatch(/@@ removed code cell x [\s\S]*@@ added code cell w /);
  });

  it("pairs cells with other ids by what they hold", async () => {
    expect(
      await report(
        CELLS,
        CELLS.map((cell, i) => ({ ...cell, id: `other-${i}` })),
      ),
    ).toBe("");
  });

  it("shows metadata but for records of runs", async () => {
    const diff = await diffDocuments(document(CELLS), document(CELLS, { title: "t", papermill: {} }), {});
    expect(diff.metadata.map(({ sign, text }) => sign + text.trim())).toContain('+"title": "t"');
    expect(diff.metadata.map(({ text }) => text).join()).not.toContain("papermill");
  });
});

it("a notebook as text for git has one block for each cell", () => {
  const picture = { data: { "image/png": "aGk=", "text/plain": ["p"] }, metadata: {}, output_type: "display_data" };
  const hashed = notebookText(document([{ id: "p", source: "\u001b[2J", outputs: [picture] }]).notebook);
  expect(hashed).toMatch(/^\[code p\]\n\n> image\/png [0-9a-f]{8}, text\/plain\n> {3}p\n$/);
  expect(notebookText(document(CELLS).notebook)).toBe(
    "[code x]\na = 1\nb = 2\nc = 3\n\n[code y]\na\n> stdout\n>   mean 1.5\n> text/plain\n>   1\n\n[code z]\nz\n",
  );
});

it("lists without anything in common are aligned, however long", () => {
  const list = (from: number): number[] => Array.from({ length: 300_000 }, (_, i) => from + i);
  expect([...align(list(0), list(300_000), (a, b) => a === b)]).toHaveLength(600_000);
});

it("of very many changed lines the first are listed, and the others counted", async () => {
  const cells = (letter: string): FileCell[] => [{ id: "x", source: `same\n${`${letter}\n`.repeat(200_000)}same` }];
  const diff = await diffDocuments(document(cells("a")), document(cells("b")), {});
  expect(diff.same).toBe(false);
  const [cell] = diff.cells;
  const listed = cell?.source.filter(({ sign }) => sign !== " ").length ?? 0;
  expect([cell?.source.length, listed + (cell?.sourceMore ?? 0)]).toEqual([10_000, 400_000]);
  expect(diffReport(diff, { a: "a", b: "b" })).toContain(
    `… ${cell?.sourceMore} more lines changed: too many to list\n`,
  );
});

it("a notebook with more cells than can be held is refused before they are read", () => {
  const cell = '{"cell_type": "markdown", "metadata": {}, "source": ""}';
  const file = `{"cells": [${`${cell},`.repeat(200_000)}${cell}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`;
  expect(() => parseDocument("many.ipynb", file)).toThrow(
    "many.ipynb: the notebook has too many cells: expected at most 200000, got 200001. Split it into several notebooks.",
  );
});

it("cell types of an atlas in an output are no cells", () => {
  const rows = `${'{"cell_type":"T"},'.repeat(200_000)}{"cell_type":"B"}`;
  const output = `{"output_type": "display_data", "data": {"application/json": [${rows}]}, "metadata": {}}`;
  const cell = `{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [${output}], "source": ""}`;
  const file = `{"cells": [${cell}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`;
  expect(parseDocument("atlas.ipynb", file).places.length).toBe(1);
});

it("a long line is cut, and a change behind its end is still one", async () => {
  const cells = (end: string): FileCell[] => [{ id: "x", source: `a\n${"x".repeat(3_000_000)}${end}` }];
  const diff = await diffDocuments(document(cells("1")), document(cells("2")), {});
  expect(diff.cells[0]?.source.map(({ sign, line, text }) => [sign, line, text.slice(-25)])).toEqual([
    [" ", 1, "a"],
    ["-", 2, "xxxx… (3000001 characters)".slice(-25)],
    ["+", 2, "xxxx… (3000001 characters)".slice(-25)],
  ]);
});

it("removed and added cells without anything in common are paired in the time that they are many", async () => {
  const cells = (letter: string): FileCell[] =>
    Array.from({ length: 4_000 }, (_, i) => ({ id: `${letter}-${i}`, source: `${letter}${i}` }));
  const diff = await diffDocuments(document(cells("a")), document(cells("b")), {});
  expect(diff.cells).toHaveLength(8_000);
});

it("texts that come in pieces differ in the same lines wherever the pieces end", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "", "äöü", "long line"), { maxLength: 12 });
  const inPieces = (text: string, size: number): PieceText => ({
    pieces: () => Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size)),
  });
  fc.assert(
    fc.property(lines, lines, fc.integer({ min: 1, max: 7 }), (left, right, size) => {
      const [a, b] = [left.join("\n"), right.join("\n")];
      const { lines: changes, more } = diffLines(inPieces(a, size), inPieces(b, size));
      expect({ changes, more }).toEqual({ changes: diffLines(wholeText(a), wholeText(b)).lines, more: 0 });
      const text = (sign: string): string[] =>
        changes.filter((change) => change.sign === sign).map((change) => change.text);
      const rest = (all: string, changed: string[]): string[] => {
        const kept = all === "" ? [] : all.split("\n");
        for (const line of changed) kept.splice(kept.indexOf(line), 1);
        return kept.sort();
      };
      expect(rest(a, text("-"))).toEqual(rest(b, text("+")));
      expect(changes.length > 0).toBe(a !== b);
    }),
  );
});
