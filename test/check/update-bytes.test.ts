import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, type NotebookDocument, parseDocument } from "../../src/check/index.js";
import type { CellPlace } from "../../src/check/notebook/cell-places.js";
import { type ByteRange, itemPlaces } from "../../src/check/notebook/json-places.js";
import { newOutputs } from "../../src/check/update/new-outputs.js";
import type { NewOutput } from "../../src/check/update/output-edits.js";
import { type OutputsUpdate, writeOutputs } from "../../src/check/update/write-outputs.js";
import type { CodeCell, Output } from "../../src/nbformat/index.js";
import { type ForeignStyle, foreignNotebook, foreignStyle, outputParts } from "./foreign-notebook.js";

const fresh = (text: string): Output => ({
  output_type: "display_data",
  metadata: {},
  data: { "text/plain": `new ${text}\nü` },
});

function update(document: NotebookDocument, updates: readonly OutputsUpdate[]): NotebookDocument {
  const pieces = Array.from(writeOutputs(document, updates), (piece) => Buffer.from(piece));
  return parseDocument("written.ipynb", Buffer.concat(pieces));
}

const slice = ({ bytes }: NotebookDocument, { start, end }: ByteRange): string =>
  Buffer.from(bytes.subarray(start, end)).toString();

const cellCount = (document: NotebookDocument): number => document.notebook.cells.length;
const outputsOf = (document: NotebookDocument, cell: number): readonly Output[] =>
  (document.notebook.cells[cell] as CodeCell).outputs;
const listOf = (document: NotebookDocument, cell: number): ByteRange =>
  (document.places.at(cell) as CellPlace).outputs as ByteRange;

/** The outputs of a cell as their bytes. */
function rawOutputs(document: NotebookDocument, cell: number): string[] {
  const places = itemPlaces(document.bytes, listOf(document, cell).start);
  return Array.from(places, (place) => slice(document, place));
}

/** What stands before, between and behind some places. */
function around(document: NotebookDocument, places: readonly ByteRange[], { start, end }: ByteRange): string[] {
  const starts = [start, ...places.map((place) => place.end)];
  return starts.map((from, i) => slice(document, { start: from, end: places[i]?.start ?? end }));
}

function aroundLists(document: NotebookDocument): string[] {
  const lists = Array.from({ length: cellCount(document) }, (_, cell) => listOf(document, cell));
  return around(document, lists, { start: 0, end: document.bytes.length });
}

function aroundOutputs(document: NotebookDocument, cell: number): string[] {
  const list = listOf(document, cell);
  return around(document, [...itemPlaces(document.bytes, list.start)], list);
}

/** What stands around so many outputs in a file of that style. */
function expectedAround(count: number, { indent, lineEnd, space }: ForeignStyle): string[] {
  if (count === 0) return ["[]"];
  const line = (level: number): string => (indent === undefined ? "" : lineEnd + indent.repeat(level));
  const comma = `,${indent === undefined ? space : line(4)}`;
  return [`[${line(4)}`, ...Array.from({ length: count - 1 }, () => comma), `${line(3)}]`];
}

/** What is to become of a stored output, and how many new ones come before it. */
const fate = fc.record({
  stored: fc.constantFrom("stays", "stays", "changes", "goes"),
  before: fc.constantFrom(0, 0, 0, 1, 2),
});

const cells = fc.array(fc.array(fc.tuple(outputParts, fate), { maxLength: 5 }), { minLength: 1, maxLength: 3 });

describe("an update of a file that another program wrote", () => {
  it("leaves every byte but those of the outputs that change", () => {
    fc.assert(
      fc.property(foreignStyle, cells, (style, plan) => {
        const document = parseDocument(
          "n.ipynb",
          foreignNotebook(
            plan.map((cell) => cell.map(([parts]) => parts)),
            style,
          ),
        );
        const updates = plan.map((cell, index) => {
          const outputs = cell.flatMap(([, { stored, before }], i): NewOutput[] => [
            ...Array.from({ length: before }, (_, n) => fresh(`${i}.${n}`)),
            ...(stored === "stays" ? [i] : stored === "changes" ? [fresh(`${i}`)] : []),
          ]);
          return { index, outputs, executionCount: 9 };
        });
        const written = update(document, updates);
        expect(aroundLists(written)).toEqual(aroundLists(document));
        for (const { index, outputs } of updates) {
          const [before, after] = [rawOutputs(document, index), rawOutputs(written, index)];
          const kept = (raw: string | undefined, i: number): unknown => (typeof outputs[i] === "number" ? raw : "new");
          expect(after.map(kept)).toEqual(
            outputs.map((output) => (typeof output === "number" ? before[output] : "new")),
          );
          const expected = outputs.map((output) =>
            typeof output === "number" ? outputsOf(document, index)[output] : output,
          );
          expect(outputsOf(written, index)).toEqual(expected);
          const places = aroundOutputs(written, index);
          if (plan[index]?.every(([, { stored, before: put }]) => stored !== "goes" && put === 0))
            expect(places).toEqual(aroundOutputs(document, index));
          // Where there was no second output, no file says what stands behind a comma on one line.
          const isOpen = style.indent === undefined && before.length < 2;
          const around = places.map((place) => (isOpen ? place.trimEnd() : place));
          expect(around).toEqual(expectedAround(after.length, isOpen ? { ...style, space: "" } : style));
        }
      }),
      { numRuns: 80 },
    );
  });

  it("rewrites only the outputs of a run that are not equal within tolerance", async () => {
    await fc.assert(
      fc.asyncProperty(foreignStyle, cells, async (style, plan) => {
        const text = foreignNotebook(
          plan.map((cell) => cell.map(([parts]) => parts)),
          style,
        );
        const document = parseDocument("n.ipynb", text);
        const updates: OutputsUpdate[] = [];
        for (const [index, cell] of plan.entries()) {
          const got = cell.map(([, { stored }], i) =>
            stored === "stays" ? (outputsOf(document, index)[i] as Output) : fresh(`${i}`),
          );
          updates.push({
            index,
            outputs: await newOutputs(outputsOf(document, index), got, DEFAULT_RULES),
            executionCount: 9,
          });
        }
        const written = update(document, updates);
        for (const [index, cell] of plan.entries()) {
          expect(aroundOutputs(written, index)).toEqual(aroundOutputs(document, index));
          const [before, after] = [rawOutputs(document, index), rawOutputs(written, index)];
          for (const [i, [, { stored }]] of cell.entries()) expect(after[i] === before[i]).toBe(stored === "stays");
        }
      }),
      { numRuns: 30 },
    );
  });
});
