import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, parseDocument } from "../../src/check/index.js";
import { type CellPlace, CellPlaces } from "../../src/check/notebook/cell-places.js";
import { LineShifts } from "../../src/check/update/line-shifts.js";
import { newOutputs } from "../../src/check/update/new-outputs.js";
import { type OutputsUpdate, writeOutputs } from "../../src/check/update/write-outputs.js";
import { type Output, readNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { notebookText } from "../nbformat/arbitrary-notebook.js";
import { notebookFile, result, stdout } from "./notebook-file.js";

const stream = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const resultOf = (text: string): Output => ({
  output_type: "execute_result",
  execution_count: 7,
  metadata: {},
  data: { "text/plain": text },
});

function cellPlaces(text: string): CellPlace[] {
  const places = new CellPlaces(new TextEncoder().encode(text));
  return Array.from({ length: places.length }, (_, i) => places.at(i) as CellPlace);
}

function withOutputs(text: string, updates: readonly OutputsUpdate[]): string {
  const pieces = Array.from(writeOutputs(parseDocument("n.ipynb", text), updates), (piece) => Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

const CELLS = [
  { source: "a", outputs: [stdout("one\n"), result("1")] },
  { source: "# text", type: "markdown" as const },
  { source: "b\nb", outputs: [], count: null },
  { source: "c", outputs: [stdout("three\n")] },
];

describe("places of cells", () => {
  it("are the lines on which cells, sources and outputs begin", () => {
    const text = notebookFile(CELLS);
    const lines = text.split("\n");
    const places = cellPlaces(text);
    expect(places.map(({ line }) => lines[line - 1])).toEqual(["  {", "  {", "  {", "  {"]);
    expect(places.map(({ sourceLine }) => lines[sourceLine]?.trim())).toEqual(['"a"', '"# text"', '"b\\n",', '"c"']);
    expect(places.map(({ outputsLine }) => lines[outputsLine - 1]?.trim())).toEqual([
      '"outputs": [',
      "{",
      '"outputs": [],',
      '"outputs": [',
    ]);
  });

  it("are known where the file was written anew", () => {
    const text = notebookFile(CELLS);
    const updates = [
      { index: 0, outputs: [0, stream("two\nlines\n"), stream("more\n")], executionCount: 1 },
      { index: 2, outputs: [resultOf("2")], executionCount: 2 },
      { index: 3, outputs: [], executionCount: 3 },
    ];
    const shifts = new LineShifts();
    const written = Array.from(writeOutputs(parseDocument("n.ipynb", text), updates, shifts), (piece) =>
      Buffer.from(piece),
    );
    const now = cellPlaces(Buffer.concat(written).toString());
    expect(cellPlaces(text).map(({ line }) => shifts.lineNow(line))).toEqual(now.map(({ line }) => line));
    expect(cellPlaces(text).map(({ sourceLine }) => shifts.lineNow(sourceLine))).toEqual(
      now.map(({ sourceLine }) => sourceLine),
    );
    expect(now[3]?.line).toBeGreaterThan(cellPlaces(text)[3]?.line ?? 0);
  });

  it("are found in format 3, in one line and behind strings that look like JSON", () => {
    const tricky = '{"cells": [], "outputs": ["]}\\"';
    const text = JSON.stringify({
      metadata: { name: tricky },
      nbformat: 3,
      nbformat_minor: 0,
      worksheets: [
        {
          cells: [
            { cell_type: "code", language: "python", input: tricky, outputs: [] },
            { cell_type: "markdown", source: "x" },
          ],
        },
      ],
    });
    expect(cellPlaces(text).map(({ line }) => line)).toEqual([1, 1]);
  });
});

describe("writing outputs", () => {
  it("changes the lines of the outputs and of a null count alone", () => {
    const text = notebookFile(CELLS);
    const written = withOutputs(text, [
      { index: 2, outputs: [stream("two\n")], executionCount: 5 },
      { index: 3, outputs: [], executionCount: 6 },
    ]);
    const expected = notebookFile([
      CELLS[0]!,
      CELLS[1]!,
      { ...CELLS[2]!, outputs: [stdout("two\n")], count: 5 },
      { ...CELLS[3]!, outputs: [] },
    ]);
    expect(written).toBe(expected);
  });

  it("gives a result the count of its cell, which stays", () => {
    const text = notebookFile([{ source: "a", outputs: [result("1")], count: 3 }]);
    const written = JSON.parse(withOutputs(text, [{ index: 0, outputs: [resultOf("2")], executionCount: 9 }]));
    expect(written.cells[0]).toMatchObject({
      execution_count: 3,
      outputs: [{ execution_count: 3, data: { "text/plain": ["2"] } }],
    });
  });

  it("takes outputs out at the front and the end, and leaves the text of the others", () => {
    const outputs = [stdout("1\n"), stdout("2\n"), result("3"), stdout("4\n"), stdout("5\n")];
    const text = notebookFile([{ source: "a", outputs }]);
    expect(withOutputs(text, [{ index: 0, outputs: [2], executionCount: 9 }])).toBe(
      notebookFile([{ source: "a", outputs: [result("3")] }]),
    );
  });

  it("fills in the count of a cell and of its result, whose other bytes stay", () => {
    const stored =
      '{"data": {"text/plain": "\\u00fc"}, "metadata": {}, "output_type": "execute_result", "execution_count": ';
    const file = (count: string): string =>
      `{"cells": [{"outputs": [${stored}${count}}], "execution_count": ${count}, "cell_type": "code", "metadata": {}, ` +
      '"source": "a"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}';
    expect(withOutputs(file("null"), [{ index: 0, outputs: [0], executionCount: 9 }])).toBe(file("9"));
    expect(withOutputs(file("3"), [{ index: 0, outputs: [0], executionCount: 9 }])).toBe(file("3"));
  });

  it.each([
    ["two blanks", 2],
    ["tabs", "\t"],
    ["one line", 0],
  ])("follows an indentation of %s", (_name, indent) => {
    const text = notebookFile(CELLS, {}, indent);
    const written = withOutputs(text, [{ index: 3, outputs: [stream("x\n")], executionCount: 6 }]);
    expect(JSON.parse(written)).toEqual(
      JSON.parse(notebookFile([...CELLS.slice(0, 3), { ...CELLS[3]!, outputs: [stdout("x\n")] }])),
    );
    if (indent !== 0)
      expect(written).toBe(
        notebookFile([...CELLS.slice(0, 3), { ...CELLS[3]!, outputs: [stdout("x\n")] }], {}, indent),
      );
    else expect(written.trimEnd()).not.toContain("\n");
  });

  it("keeps Windows line ends", () => {
    const text = notebookFile(CELLS).replaceAll("\n", "\r\n");
    const written = withOutputs(text, [{ index: 3, outputs: [stream("x\n")], executionCount: 6 }]);
    expect(written.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("gives back every byte of a file whose outputs are written as they are", () => {
    fc.assert(
      fc.property(notebookText, (any) => {
        const text = `${writeNotebook(readNotebook(any, { upgrade: false }))}\n`;
        const document = parseDocument("n.ipynb", text);
        const updates = document.notebook.cells.flatMap((cell, index) =>
          cell.cell_type === "code" &&
          (cell["outputs"] as Output[]).every(({ output_type }) => output_type !== "execute_result")
            ? [{ index, outputs: cell["outputs"] as Output[], executionCount: null }]
            : [],
        );
        expect(withOutputs(text, updates)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it("refuses format 3", () => {
    const text = JSON.stringify({ metadata: {}, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells: [] }] });
    expect(() => withOutputs(text, [])).toThrow("format 4");
  });
});

describe("new outputs", () => {
  it("hold streams as a terminal shows them, as a run saves them", async () => {
    const written = await newOutputs([stream("old\n")], [stream("loading...\rdone\n")], DEFAULT_RULES);
    expect(written).toEqual([stream("doneing...\n")]);
  });

  it("keep stored ones that are equal within tolerance, in their order", async () => {
    const stored = [stream("mean 1.0000001\n"), resultOf("2"), stream("end\n")];
    const got = [stream("mean 1.0\n"), resultOf("3"), stream("end\n")];
    const kept = await newOutputs(stored, got, { ...DEFAULT_RULES, rtol: 1e-5 });
    expect(kept).toEqual([0, got[1], 2]);
  });

  it("keep streams that are equal as a whole, however they came", async () => {
    const error = (text: string): Output => ({ output_type: "stream", name: "stderr", text });
    const stored = [resultOf("1"), stream("a\n"), error("x\n"), stream("1.50\n"), resultOf("2"), error("y\n")];
    const got = [error("x\ny\n"), resultOf("3"), stream("a\n1.5\n"), resultOf("2")];
    expect(await newOutputs(stored, got, DEFAULT_RULES)).toEqual([got[1], 1, 2, 3, 4, 5]);
    const other = [resultOf("1"), stream("a\n"), error("z\n"), stream("1.5\n"), resultOf("2")];
    expect(await newOutputs(stored, other, DEFAULT_RULES)).toEqual([0, 1, other[2], 3, 4]);
  });

  it("keep what stands behind many that changed, and behind many new ones", async () => {
    const many = (text: string): Output[] => Array.from({ length: 30 }, (_, i) => resultOf(`${text} ${i}`));
    const [old, fresh, same] = [many("old"), many("new"), many("same")];
    const indexes = same.map((_, i) => i);
    const behind = indexes.map((i) => i + old.length);
    expect(await newOutputs([...old, ...same], [...fresh, ...same], DEFAULT_RULES)).toEqual([...fresh, ...behind]);
    expect(await newOutputs(same, [...fresh, ...same], DEFAULT_RULES)).toEqual([...fresh, ...indexes]);
  });

  it("are compared by the rules for their own places", async () => {
    const rules = { ...DEFAULT_RULES, ignorePaths: ["/outputs/1/data/text/plain"] };
    const stored = [stream("a\n"), resultOf("1"), stream("b\n"), resultOf("2"), resultOf("3")];
    const got = [stream("a\nb\n"), resultOf("8"), resultOf("9"), resultOf("3")];
    const written = await newOutputs(stored, got, rules);
    expect(written).toEqual([0, 1, 2, got[2], 4]);
  });

  it("find a stored one behind others that went away", async () => {
    const stored = [stream("a\n"), stream("1.00\n")];
    expect(await newOutputs(stored, [stream("1.0\n")], DEFAULT_RULES)).toEqual([1]);
  });
});
