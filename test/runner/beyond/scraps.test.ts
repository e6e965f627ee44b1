import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type CodeCell,
  type Output,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../../src/nbformat/index.js";
import { recordScraps } from "../../../src/runner/scraps/record-scraps.js";
import { readScrapbook, scrapbookRows } from "../../../src/runner/scraps/scrapbook.js";
import { readScraps } from "../../../src/runner/scraps/scraps.js";
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
    const [first, second] = notebook.cells as CodeCell[];
    expect([...readScraps(notebook).values()]).toEqual([
      { name: "acc", encoder: "json", data: [1, 2], display: first?.outputs[1] },
      { name: "old", encoder: "json", data: 5, display: null },
      { name: "note", encoder: "text", data: "hi", display: null },
      { name: "plot", encoder: "display", data: null, display: second?.outputs[1] },
    ]);
  });

  it("forget what was shown once their value is kept anew", () => {
    const notebook = makeNotebook("python3", ["a"]);
    const keep = (data: number): Output =>
      show({ "application/scrapbook.scrap.json+json": { name: "a", data, encoder: "json", version: 1 } });
    const outputs = [keep(1), show({ "text/plain": "1" }, { scrapbook: { name: "a", display: true } }), keep(2)];
    (notebook.cells[0] as CodeCell).outputs = outputs;
    expect(readScraps(notebook).get("a")).toEqual({ name: "a", encoder: "json", data: 2, display: null });
  });

  it("of a folder are a table with the parameters, by the names of the files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cellmill-scrapbook-"));
    for (const [name, rows] of [
      ["b", 7],
      ["a", 5],
    ] as const) {
      const notebook = makeNotebook("cellmill", ["1"]);
      notebook.metadata["papermill"] = { parameters: { tissue: name, rows: "many" } };
      recordScraps(notebook, { rows });
      writeFileSync(join(folder, `${name}.ipynb`), writeNotebook(notebook));
    }
    writeFileSync(join(folder, "notes.txt"), "no notebook");
    const book = await readScrapbook(folder);
    expect([...book].map(([key, { path, parameters }]) => [key, path, parameters["tissue"]])).toEqual([
      ["a", join(folder, "a.ipynb"), "a"],
      ["b", join(folder, "b.ipynb"), "b"],
    ]);
    expect(scrapbookRows(book)).toEqual([
      { notebook: "a", tissue: "a", rows: 5 },
      { notebook: "b", tissue: "b", rows: 7 },
    ]);
    await expect(readScrapbook(join(folder, "missing"))).rejects.toThrow(/missing: the folder of notebooks/);
    const broken = makeNotebook("cellmill", ["1"]);
    (broken.cells[0] as CodeCell).outputs = [show({ "application/scrapbook.scrap.json+json": { data: 1 } })];
    writeFileSync(join(folder, "c.ipynb"), writeNotebook(broken));
    await expect(readScrapbook(folder)).rejects.toThrow(/c\.ipynb: cell 1: .* is no scrap: it has no name/);
    rmSync(folder, { recursive: true });
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
