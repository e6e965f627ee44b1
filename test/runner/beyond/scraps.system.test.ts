import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeCell, type JsonValue, type Output, readJson, writeNotebook } from "../../../src/nbformat/index.js";
import { executeNotebook, readScraps, recordScraps } from "../../../src/runner/index.js";
import { writeText } from "../../../src/runner/io/registry.js";
import { oraclePython } from "../../oracle/python.js";
import { makeNotebook } from "../make-notebook.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-scraps-"));
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the real scrapbook reads: name, encoder, data, what is shown. */
const READ = `import json, sys, warnings
warnings.simplefilter("ignore")
import scrapbook as sb
book = sb.read_notebook(sys.argv[1])
rows = [[s.name, s.encoder, s.data if s.encoder != "pandas" else s.data.to_dict("list"), s.display and s.display["data"]] for s in book.scraps.values()]
print(json.dumps({"rows": rows, "columns": list(book.scrap_dataframe.columns), "names": list(book.scraps.data_dict)}))`;

interface Book {
  readonly rows: readonly (readonly [name: string, encoder: string, data: unknown, display: unknown])[];
  readonly columns: readonly string[];
  readonly names: readonly string[];
}

function readByScrapbook(path: string): Book {
  return JSON.parse(execFileSync(oraclePython(), ["-c", READ, path], { encoding: "utf8" })) as Book;
}

it("lets scrapbook read what was recorded, value by value", async () => {
  const values: Record<string, JsonValue> = {
    number: 5,
    half: 0.5,
    yes: true,
    text: "é \"q\" '\n' 😀",
    jsonLike: "[1, 2]",
    list: [1, [null, "x"], { a: {} }],
    deep: { b: 1, a: [1.5, false], "": "" },
    ["__proto__"]: "own",
  };
  const notebook = makeNotebook("cellmill", ["a"]);
  recordScraps(notebook, new Map(Object.entries(values)));
  const path = join(folder, "recorded.ipynb");
  await writeText(path, writeNotebook(notebook));
  const book = readByScrapbook(path);
  expect(book.rows).toEqual(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? "text" : "json", value, null]),
  );
  expect(book.columns).toEqual(["name", "data", "encoder", "display", "filename"]);
  expect(book.names).toEqual(Object.keys(values));
});

it("reads what scrapbook wrote in a kernel as scrapbook itself reads it", async () => {
  const notebook = makeNotebook("python3", [
    "import warnings; warnings.simplefilter('ignore')\nimport pandas as pd, scrapbook as sb\nfrom IPython.display import HTML, display",
    "sb.glue('n', 5)\nsb.glue('f', 1e-7)\nsb.glue('t', 'text')\nsb.glue('l', [1, None, {'a': 'b'}])\nsb.glue('b', True)",
    "sb.glue('typed', '{\"a\": [1]}', 'json')\nsb.glue('five', 5, 'text')\nsb.glue('shown', HTML('<b>x</b>'))",
    "sb.glue('frame', pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']}), 'pandas')\nsb.glue('n', 6)",
    "display({'application/papermill.record+json': {'old': '[1]'}}, raw=True)\ndisplay({'text/plain': 'old plot'}, metadata={'papermill': {'name': 'plot'}}, raw=True)",
    "sb.glue('both', [1, 2], display=True)",
  ]);
  const path = join(folder, "glued.ipynb");
  const scraps = readScraps(await executeNotebook(notebook, path, { progressBar: false }));
  const { rows } = readByScrapbook(path);
  expect([...scraps.keys()]).toEqual(rows.map(([name]) => name));
  for (const [name, encoder, data, display] of rows) {
    const scrap = scraps.get(name);
    if (name === "both") {
      // Scrapbook itself forgets the value once it meets what is shown; ours keeps both.
      expect([encoder, data]).toEqual(["display", null]);
      expect([scrap?.encoder, scrap?.data, scrap?.display?.["data"]]).toEqual(["json", [1, 2], display]);
      continue;
    }
    expect([scrap?.encoder, scrap?.display?.["data"] ?? null]).toEqual([encoder, display]);
    // A table stays as scrapbook stores it: Parquet in base64.
    if (encoder === "pandas") expect(Buffer.from(scrap?.data as string, "base64").toString("latin1")).toMatch(/^PAR1/);
    else expect(JSON.stringify(scrap?.data ?? null)).toBe(JSON.stringify(data));
  }
  expect(scraps.get("typed")?.data).toEqual(readJson('{"a": [1]}'));
});

/** All scraps of each list of outputs, whole, or null where scrapbook refuses. */
const READ_ODD = `import json, sys, warnings
warnings.simplefilter("ignore")
import nbformat, scrapbook as sb
def scraps(outputs):
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "source": "", "outputs": outputs}
    book = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})
    try:
        return [scrap._asdict() for scrap in sb.models.Notebook(book).scraps.values()]
    except Exception:
        return None
print(json.dumps([scraps(outputs) for outputs in json.load(sys.stdin)]))`;

const payload = (data: unknown, more: object = {}): object => ({
  name: "a",
  data,
  encoder: "json",
  version: 1,
  ...more,
});
const JSON_SCRAP = "application/scrapbook.scrap.json+json";
const RECORD = "application/papermill.record";

/** MIME bundles and metadata that no version of scrapbook writes, and some that old ones did. */
const ODD: readonly (readonly [data: object, metadata?: object])[] = [
  [{ "application/scrapbook.scrap.text+json": payload("[1]") }],
  [{ [JSON_SCRAP]: payload("[1]", { encoder: "text" }) }],
  [{ [JSON_SCRAP]: payload([1.5, null, { b: true }], { encoder: "text" }) }],
  [{ [JSON_SCRAP]: payload(true, { encoder: "text", more: 1 }) }],
  [{ [JSON_SCRAP]: payload(' {"b": [1]} ') }],
  [{ [JSON_SCRAP]: payload("no JSON", { version: 2 }) }],
  [{ "application/scrapbook.scrap": payload(1), "application/scrapbook.scrapx": payload(2, { name: "b" }) }],
  [{ [`${RECORD}+json`]: { a: 1, b: 2 } }],
  [{ [`${RECORD}+text`]: { a: 5 } }],
  [{ [`${RECORD}+json`]: {} }],
  [{ [`${RECORD}+json`]: { a: { b: 1 } } }, { papermill: { name: "a" } }],
  [{ [JSON_SCRAP]: payload(1), "text/plain": "t" }, { scrapbook: { name: "a", display: true } }],
  [{ [JSON_SCRAP]: payload(1), "text/plain": "t" }, { scrapbook: { name: "b", display: 1 } }],
  [{ "text/plain": "t" }, { scrapbook: { name: "a", data: true, display: "yes" } }],
  [{ "text/plain": "t" }, { scrapbook: { name: "", display: true } }],
  [{ "text/plain": "t" }, { papermill: {}, scrapbook: { name: "a", display: true } }],
  [{ "text/plain": "t" }, { papermill: { name: "p" }, scrapbook: { name: "a", display: true } }],
  [{ [JSON_SCRAP]: { data: 1 } }],
  [{ [JSON_SCRAP]: "text" }],
];

/** Scraps that scrapbook refuses, and with them the notebook; the value that ours reads. */
const REFUSED: readonly (readonly [scrap: object, data: unknown])[] = [
  [payload(null), null],
  [{ name: "a", data: 1, encoder: "json" }, 1],
  [payload("x", { encoder: "arrow" }), "x"],
];

it("reads odd scraps with the same fields as scrapbook, and some that it refuses", () => {
  const refused = REFUSED.map(([scrap]) => [{ [JSON_SCRAP]: scrap }] as const);
  const outputs = [...ODD, ...refused].map(([data, metadata = {}]) => [
    { output_type: "display_data", data, metadata },
  ]) as Output[][];
  const answer = execFileSync(oraclePython(), ["-c", READ_ODD], { input: JSON.stringify(outputs), encoding: "utf8" });
  const theirs = JSON.parse(answer) as unknown[];
  const ours = outputs.map((list) => {
    const notebook = makeNotebook("python3", ["a"]);
    (notebook.cells[0] as CodeCell).outputs = list;
    try {
      return [...readScraps(notebook).values()];
    } catch {
      return null;
    }
  });
  for (const [index, output] of ODD.entries()) expect(ours[index], JSON.stringify(output)).toEqual(theirs[index]);
  expect(theirs.slice(ODD.length)).toEqual(REFUSED.map(() => null));
  expect(ours.slice(ODD.length)).toEqual(REFUSED.map(([, data]) => [expect.objectContaining({ name: "a", data })]));
});
