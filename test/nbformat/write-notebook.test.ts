import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { notebookPieces, readNotebook, writeCell, writeNotebook } from "../../src/nbformat/index.js";
import { notebookText } from "./arbitrary-notebook.js";

interface RoundTrip {
  readonly name: string;
  readonly input: string;
  readonly output: string;
}

const GOLDEN = JSON.parse(
  readFileSync(new URL("../golden/nbformat/data/roundtrip.json", import.meta.url), "utf8"),
) as RoundTrip[];

describe("writeNotebook", () => {
  it.each(GOLDEN)("writes $name byte for byte as Python's nbformat", ({ input, output }) => {
    expect(writeNotebook(readNotebook(input, { upgrade: false }))).toBe(output);
  });

  it("leaves a text that it has written as it is", () => {
    fc.assert(
      fc.property(notebookText, (text) => {
        const once = writeNotebook(readNotebook(text, { upgrade: false }));
        expect(writeNotebook(readNotebook(once, { upgrade: false }))).toBe(once);
      }),
      { numRuns: 200 },
    );
  });

  it("does not change the notebook that it writes", () => {
    const notebook = readNotebook(GOLDEN.find(({ name }) => name === "outputs")!.input);
    const before = structuredClone(notebook.cells[0]!["outputs"]);
    writeNotebook(notebook);
    expect(structuredClone(notebook.cells[0]!["outputs"])).toEqual(before);
  });

  it("escapes a lone surrogate, on which Python fails, so that the file stays valid", () => {
    const text = '{"cells": [], "metadata": {"s": "\\ud800"}, "nbformat": 4, "nbformat_minor": 5}';
    const written = writeNotebook(readNotebook(text));
    expect(written).toContain('"s": "\\ud800"');
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(new TextEncoder().encode(written))).not.toThrow();
  });

  it("comes in pieces too, with what the caller keeps in the place of cells", () => {
    const notebook = readNotebook(GOLDEN.find(({ name }) => name === "outputs")!.input);
    expect([...notebookPieces(notebook, writeCell)].join("")).toBe(writeNotebook(notebook));
    expect([...notebookPieces(notebook, () => '"kept"')].join("")).toContain('[\n  "kept"\n ]');
  });
});
