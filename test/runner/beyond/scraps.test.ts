import { describe, expect, it } from "vitest";
import {
  type CodeCell,
  type Output,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../../src/nbformat/index.js";
import { readScraps, recordScraps } from "../../../src/runner/scraps/scraps.js";
import { makeNotebook } from "../make-notebook.js";

const show = (data: Record<string, unknown>, metadata: Record<string, unknown> = {}): Output =>
  ({ output_type: "display_data", data, metadata }) as Output;

describe("scraps", () => {
  it("are read from what scrapbook, older papermill and displays leave", () => {
    const notebook = makeNotebook("python3", ["a", "b"]);
    (notebook.cells[0] as CodeCell).outputs = [
      show(
        { "application/scrapbook.scrap.json+json": { name: "acc", data: [1, 2], encoder: "json", version: 1 } },
        { scrapbook: { name: "acc", data: true, display: false } },
      ),
      show({ "text/plain": "shown" }, { scrapbook: { name: "acc", data: false, display: true } }),
      show({ "application/papermill.record+json": { old: 5 } }),
      show({ "text/plain": "no scrap" }),
    ];
    (notebook.cells[1] as CodeCell).outputs = [
      show({ "application/scrapbook.scrap.text+json": { name: "note", data: "hi", encoder: "text", version: 1 } }),
      show({ "image/png": "AAAA" }, { scrapbook: { name: "plot", data: false, display: true } }),
    ];
    expect([...readScraps(notebook).values()]).toEqual([
      { name: "acc", encoder: "json", data: [1, 2], display: { "text/plain": "shown" } },
      { name: "old", encoder: "json", data: 5 },
      { name: "note", encoder: "text", data: "hi" },
      { name: "plot", encoder: "display", display: { "image/png": "AAAA" } },
    ]);
  });

  it("that are recorded are valid, survive the file and are read again; the later wins", () => {
    const notebook = makeNotebook("cellmill", ["a", { source: "text", type: "markdown" }]);
    recordScraps(notebook, { n: 1, text: "x", deep: { a: [null, 2n ** 70n] } });
    recordScraps(notebook, new Map([["n", 2]]));
    expect(validateNotebook(notebook)).toEqual([]);
    const scraps = readScraps(readNotebook(writeNotebook(notebook)));
    expect([...scraps].map(([name, { data, encoder }]) => [name, data, encoder])).toEqual([
      ["n", 2, "json"],
      ["text", "x", "text"],
      ["deep", { a: [null, 2n ** 70n] }, "json"],
    ]);
  });

  it("are no nulls, which scrapbook could not read", () => {
    const notebook = makeNotebook("cellmill", ["a"]);
    expect(() => recordScraps(notebook, { a: null })).toThrow(/scrap a: expected a value, got null/);
    expect(() => recordScraps(notebook, { "": 1 })).toThrow(/needs a name/);
  });

  it("get a cell of their own in a notebook without code", () => {
    const notebook = makeNotebook("cellmill", []);
    recordScraps(notebook, { a: true });
    expect(readScraps(notebook).get("a")?.data).toBe(true);
  });
});
