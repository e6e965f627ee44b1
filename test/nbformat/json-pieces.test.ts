import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellPieces, notebookTextPieces, readNotebook, writeCell, writeNotebook } from "../../src/nbformat/index.js";
import { jsonPieces } from "../../src/nbformat/json-pieces.js";
import { readJson } from "../../src/nbformat/read-json.js";
import { splitLines } from "../../src/nbformat/split-lines.js";
import { TextLines } from "../../src/nbformat/text-lines.js";
import { writeJson } from "../../src/nbformat/write-json.js";
import { notebookText } from "./arbitrary-notebook.js";

const long = fc.string({
  unit: fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00", "\n", "\r", "\u2028", '"'),
  maxLength: 80,
});

describe("jsonPieces", () => {
  it.each([1, 7, 40])("gives, whatever the size of the pieces (%i), what writeJson gives", (size) => {
    fc.assert(
      fc.property(notebookText, fc.nat(3), (text, level) => {
        const value = readJson(text) as never;
        expect([...jsonPieces(value, level, size)].join("")).toBe(writeJson(value, level));
      }),
      { numRuns: 150 },
    );
  });

  it("can be encoded piece by piece: no surrogate pair is cut, lone ones stay escapes", () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 9 }), (text, size) => {
        const bytes = Buffer.concat([...jsonPieces(text, 0, size)].map((piece) => Buffer.from(piece, "utf8")));
        expect(bytes.toString("utf8")).toBe(JSON.stringify(text));
        const lines = Buffer.concat([...jsonPieces(new TextLines(text), 2, size)].map((piece) => Buffer.from(piece)));
        expect(lines.toString("utf8")).toBe(writeJson(splitLines(text), 2));
      }),
      { numRuns: 500 },
    );
  });

  it("has pieces of about the size that was asked for, so that a large text is never there twice", () => {
    const text = `${"x".repeat(99)}\n`.repeat(20_000);
    const value = { lines: new TextLines(text), one: text.replaceAll("\n", " "), list: text.split("\n") };
    const sizes = [...jsonPieces(value)].map((piece) => piece.length);
    expect(Math.max(...sizes)).toBeLessThan(1 << 18);
    expect(sizes.length).toBeGreaterThan(60);
  });
});

describe("cellPieces", () => {
  it("shows the cell as it was when it was called", () => {
    fc.assert(
      fc.property(notebookText, (text) => {
        const [notebook, other] = [readNotebook(text), readNotebook(text)];
        const before = other.cells.map(writeCell);
        const pieces = notebook.cells.map((cell) => cellPieces(cell));
        for (const cell of notebook.cells) {
          cell.source = "changed";
          cell.metadata["changed"] = true;
          for (const output of (cell["outputs"] as { data?: object }[] | undefined) ?? [])
            Object.assign(output.data ?? output, { changed: "x" });
        }
        expect(pieces.map((piece) => [...piece].join(""))).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});

it("the pieces of a notebook are its text", () => {
  fc.assert(
    fc.property(notebookText, (text) => {
      const notebook = readNotebook(text);
      expect([...notebookTextPieces(notebook)].join("")).toBe(writeNotebook(notebook));
    }),
    { numRuns: 50 },
  );
});
