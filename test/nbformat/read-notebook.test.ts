import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import {
  JsonFloat,
  problemText,
  readJson,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../src/nbformat/index.js";

const codeCell = (source: string, more: object = {}): object => ({
  cell_type: "code",
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
  ...more,
});
const notebook = (cells: object[], minor = 4): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: minor, metadata: {}, cells });

/** A notebook of format 3 whose second cell is the given one. */
const oldCell = (cell: object): string =>
  JSON.stringify({ nbformat: 3, metadata: {}, worksheets: [{ cells: [{ cell_type: "raw", source: "" }, cell] }] });

describe("readJson", () => {
  it("keeps integers and floats apart, and integers exact", () => {
    expect(readJson("[1, 1.0, 1e2, -0, -0.0, 12345678901234567890, 1.5]")).toEqual([
      1,
      new JsonFloat(1),
      new JsonFloat(100),
      0,
      new JsonFloat(-0),
      12345678901234567890n,
      1.5,
    ]);
  });

  it.each([
    ["{", "1:2"],
    ['{"a" 1}', "1:6"],
    ["[1,\n 2,\n x]", "3:2"],
    ['"a\nb"', "1:1"],
    ["[1] 2", "1:5"],
    ["nul", "1:1"],
    ["01", "1:2"],
    ["'a'", "1:1"],
  ])("refuses %j and says where", (text, place) => {
    expect(() => readJson(text)).toThrow(new RegExp(`^JSON:${place}: not valid JSON`));
  });

  it("refuses a byte order mark, as Python does, and nesting that would overflow the stack", () => {
    expect(() => readJson("\ufeff1")).toThrow(/byte order mark/);
    expect(() => readJson("[".repeat(100_000))).toThrow(/nesting/);
  });
});

describe("JsonFloat", () => {
  it("is its number for JSON.stringify and in texts", () => {
    const value = readJson("[1.0, 2.5]");
    expect([JSON.stringify(value), String(value)]).toEqual(["[1,2.5]", "1,2.5"]);
  });
});

describe("writeNotebook", () => {
  it.each([
    [() => 1, "function"],
    [Symbol("x"), "symbol"],
    [[undefined], "undefined"],
  ])("refuses what no file can hold, as Python does, rather than write a broken one: %s", (value, got) => {
    const read = readNotebook(notebook([]));
    read.metadata["mine"] = value as never;
    expect(() => writeNotebook(read)).toThrow(`JSON cannot hold the value: got ${got}`);
  });
});

describe("readNotebook", () => {
  it("gives cells below 4.5 ids that follow from place and source, so that upgrading twice gives equal bytes", () => {
    const text = notebook([codeCell("a", { id: "old" }), codeCell("a"), codeCell("b")]);
    const first = readNotebook(text);
    const ids = first.cells.map((cell) => cell["id"]);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).not.toBe("old");
    expect(first.nbformat_minor).toBe(5);
    expect(validateNotebook(first)).toEqual([]);
    expect(writeNotebook(readNotebook(text))).toBe(writeNotebook(first));
  });

  it("keeps the ids of a 4.5 notebook and brings later minor versions to 4.5", () => {
    const read = readNotebook(notebook([codeCell("a", { id: "mine" })], 7));
    expect(read.cells[0]!["id"]).toBe("mine");
    expect(read.nbformat_minor).toBe(5);
  });

  it("reads format 3: worksheets, headings, prompts, old output types and MIME names", () => {
    const old = {
      nbformat: 3,
      nbformat_minor: 0,
      metadata: { name: "x", signature: "y", kept: 1 },
      worksheets: [
        {
          cells: [
            { cell_type: "heading", level: 2, source: ["A\n", "title"], metadata: {} },
            {
              cell_type: "code",
              language: "python",
              collapsed: true,
              input: ["1 + 1\n", "2"],
              prompt_number: 4,
              metadata: {},
              outputs: [
                { output_type: "pyout", prompt_number: 4, text: ["2"], html: "<b>2</b>", metadata: {} },
                { output_type: "pyerr", ename: "E", evalue: "v", traceback: [] },
                { output_type: "stream", stream: "stderr", text: ["a\n", "b"] },
                { output_type: "display_data", json: '{"a": 1.0}', metadata: {} },
              ],
            },
          ],
        },
        { cells: [{ cell_type: "markdown", source: "end", metadata: {} }] },
      ],
    };
    const read = readNotebook(JSON.stringify(old));
    expect(validateNotebook(read)).toEqual([]);
    expect(read.metadata).toEqual({ kept: 1 });
    expect(read.cells.map((cell) => cell.source)).toEqual(["## A title", "1 + 1\n2", "end"]);
    expect(read.cells[1]).toMatchObject({
      execution_count: 4,
      metadata: { collapsed: true },
      outputs: [
        { output_type: "execute_result", execution_count: 4, data: { "text/plain": "2", "text/html": "<b>2</b>" } },
        { output_type: "error", ename: "E" },
        { output_type: "stream", name: "stderr", text: "a\nb" },
        { output_type: "display_data", data: { "application/json": { a: new JsonFloat(1) } } },
      ],
    });
  });

  it.each([
    ['{"cells": [{"cell_type": "text", "text": "# T"}, {"cell_type": "code", "code": "1", "prompt_number": 3}]}', 1],
    [
      JSON.stringify({
        nbformat: 2,
        metadata: { name: "n" },
        worksheets: [
          {
            cells: [
              { cell_type: "markdown", source: ["# T"] },
              { cell_type: "code", input: ["1"], prompt_number: 3, outputs: [] },
            ],
          },
        ],
      }),
      2,
    ],
  ])("brings %s (format %i) to format 4.5", (text) => {
    const notebook = readNotebook(text);
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5, metadata: {} });
    expect(notebook.cells).toMatchObject([
      { cell_type: "markdown", source: "# T" },
      { cell_type: "code", source: "1", execution_count: 3, outputs: [] },
    ]);
    expect(validateNotebook(notebook)).toEqual([]);
  });

  it("gives code cells that have no outputs an empty list", () => {
    const cells = [{ cell_type: "code", metadata: {}, source: "1" }];
    const { cells: read } = readNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }));
    expect(read).toMatchObject([{ source: "1", outputs: [] }]);
    const wrong = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 4,
      metadata: {},
      cells: [{ ...cells[0], outputs: null }],
    });
    expect(() => readNotebook(wrong)).toThrow(/cell 1.*no list of outputs/);
  });

  it.each([
    ["", "NotebookError", /does not appear to be JSON/],
    ["[]", "NotebookError", /JSON object/],
    ['{"nbformat": 4}', "NotebookError", /no list of cells/],
    ["{}", "NotebookError", /x\.ipynb: the notebook has no list of cells/],
    ['{"name": "package", "cells": null}', "NotebookError", /no list of cells/],
    ['{"cells": [{"cell_type": "markdown"}]}', "NotebookError", /cell 1.*no cell_type/],
    ['{"nbformat": 3, "metadata": {}}', "NotebookError", /no list of worksheets/],
    ['{"nbformat": 3, "worksheets": []}', "NotebookError", /no metadata/],
    ['{"nbformat": 2, "metadata": {}, "worksheets": [{}]}', "NotebookError", /worksheet 1.*no list of cells/],
    ['{"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [5]}]}', "NotebookError", /cell 1.*JSON object/],
    ['{"nbformat": "4"}', "NotebookError", /unsupported notebook format "4"/],
    ['{"nbformat": 4.0}', "NotebookError", /unsupported notebook format 4\.0/],
    ['{"nbformat": {"major": 4}}', "NotebookError", /unsupported notebook format \{ "major": 4 \}/],
    ['{"nbformat": 5}', "NotebookError", /unsupported notebook format 5/],
    ['{"nbformat": null}', "NotebookError", /unsupported notebook format null/],
    ['{"nbformat": 4, "nbformat_minor": 5.0, "metadata": {}, "cells": []}', "NotebookError", /whole number.*got 5\.0/],
    ['{"nbformat": 4, "metadata": {}, "cells": []}', "NotebookError", /nbformat_minor/],
    ['{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "NotebookError", /no list of cells/],
    ['{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}', "NotebookError", /cell 1.*no metadata/],
    [oldCell({ cell_type: "heading", level: "a", source: "x" }), "NotebookError", /sheet 1: cell 2: .*level.*got "a"/],
    [oldCell({ cell_type: "heading", level: 1e9, source: "x" }), "NotebookError", /cell 2: .*got 1000000000/],
    [oldCell({ cell_type: "heading", level: 1.5, source: "x" }), "NotebookError", /cell 2: .*got 1\.5/],
    [
      oldCell({ cell_type: "code", input: "", outputs: [{ output_type: "display_data", json: "{" }] }),
      "FormatError",
      /x\.ipynb: cell 2: application\/json output:1:2: not valid JSON/,
    ],
  ] as const)("refuses %j with a %s", (text, tag, message) => {
    let thrown: unknown;
    try {
      readNotebook(text, { where: "x.ipynb" });
    } catch (error) {
      thrown = error;
    }
    expect(isCellmillError(thrown, tag)).toBe(true);
    expect((thrown as Error).message).toMatch(message);
    expect((thrown as Error).message).toContain("x.ipynb");
  });
});

it("takes a heading of format 3 whose level is below 1 for a text without marks, as nbformat does", () => {
  const { cells } = readNotebook(oldCell({ cell_type: "heading", level: -2, source: "x" }));
  expect(cells[1]?.source).toBe(" x");
});

describe("an output of format 3", () => {
  it("keeps a list of lines under a MIME type that format 3 does not split, as nbformat does", () => {
    const outputs = [{ output_type: "display_data", "application/x": ["a\n", "b"], html: ["a\n", "b"] }];
    const cell = { cell_type: "code", language: "python", input: "x", outputs, metadata: {} };
    const text = JSON.stringify({ nbformat: 3, nbformat_minor: 0, metadata: {}, worksheets: [{ cells: [cell] }] });
    const [read] = readNotebook(text).cells;
    expect(read!["outputs"]).toEqual([
      { output_type: "display_data", data: { "application/x": ["a\n", "b"], "text/html": "a\nb" }, metadata: {} },
    ]);
  });
});

describe("the ids of a 4.5 notebook", () => {
  it("that are missing or there twice are replaced, always by the same ones, and it is said", () => {
    const text = notebook([codeCell("a", { id: "x" }), codeCell("b", { id: "x" }), codeCell("c")], 5);
    const said: string[] = [];
    const read = readNotebook(text, { onRepair: ({ pointer, message }) => said.push(`${pointer}: ${message}`) });
    const ids = read.cells.map((cell) => cell["id"]);
    expect(said).toEqual([
      `/cells/1/id: cell 2 had the id "x" of cell 1; it is now "${ids[1]}"`,
      `/cells/2/id: cell 3 had no id; it is now "${ids[2]}"`,
    ]);
    expect([ids[0], new Set(ids).size, validateNotebook(read)]).toEqual(["x", 3, []]);
    expect(readNotebook(text).cells.map((cell) => cell["id"])).toEqual(ids);
  });

  it("are replaced where they are twice and no text, too, as nbformat does", () => {
    const read = readNotebook(notebook([codeCell("a", { id: 5 }), codeCell("b", { id: 5 })], 5));
    expect(read.cells.map((cell) => typeof cell["id"])).toEqual(["number", "string"]);
  });

  it("stay as they are without upgrade", () => {
    const read = readNotebook(notebook([codeCell("a", { id: "x" }), codeCell("b", { id: "x" })], 5), {
      upgrade: false,
    });
    expect(read.cells.map((cell) => cell["id"])).toEqual(["x", "x"]);
  });
});

describe("a file that broke off or holds something else", () => {
  const text = `${JSON.stringify(JSON.parse(notebook([codeCell("a\nb", { id: "é" }), codeCell('"')], 5)), null, 1)}\n`;

  it("is refused with the line and column, wherever it ends", () => {
    for (let end = 0; end < text.length - 2; end++) {
      const cut = text.slice(0, end);
      const place = /^x\.ipynb:(\d+):(\d+): the notebook does not appear to be JSON/.exec(messageOf(cut)) ?? [];
      const lines = cut.split("\n");
      const [line, column] = [Number(place[1]), Number(place[2])];
      // At the end, or where the text, word or number begins that is not whole.
      const rest = [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join("\n");
      expect(rest, cut).toMatch(/^("[\s\S]*|[a-z]*|-?)\s*$/);
    }
  });

  it.each([
    [
      "<!doctype html>\n<html>",
      'x.ipynb:1:1: the notebook does not appear to be JSON: not valid JSON: expected a value, got "<!doctype ht"',
    ],
    [
      '{\r\n "cells": [\r\n  <<<<<<< HEAD\r\n',
      'x.ipynb:3:3: the notebook does not appear to be JSON: not valid JSON: expected a value, got "<<<<<<< HEAD"',
    ],
    [
      '{"cells": [],}',
      'x.ipynb:1:14: the notebook does not appear to be JSON: not valid JSON: expected a key in double quotes, got "}"',
    ],
  ])("%j: says what was expected where", (garbage, message) => {
    expect(messageOf(garbage)).toBe(message);
  });

  function messageOf(broken: string): string {
    try {
      readNotebook(broken, { where: "x.ipynb" });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`was read: ${broken}`);
  }
});

describe("problemText", () => {
  it.each([
    ["", "is no notebook", "is no notebook"],
    ["/cells/2/outputs/0/data/text~1plain", "must be text", "cell 3, output 1, data, text/plain: must be text"],
    ["/metadata/cells/x~0y", "must be text", "metadata, cells, x~y: must be text"],
  ])("puts the pointer %j into words", (pointer, message, text) => {
    expect(problemText({ pointer, message })).toBe(text);
  });
});

describe("validateNotebook", () => {
  it("takes a minor version beyond all numbers for a later one", () => {
    const text = '{"nbformat":4,"nbformat_minor":100000000000000000000,"metadata":{},"cells":[],"more":1}';
    expect(validateNotebook(readJson(text))).toEqual([]);
  });

  it("checks what the minor version has: titles from 4.2, jupyter from 4.3, execution from 4.4, ids from 4.5", () => {
    const cell = codeCell("", { metadata: { jupyter: 1, execution: 1 } });
    const pointers = [0, 1, 2, 3, 4, 5, 6].map((minor) =>
      validateNotebook(
        readJson(JSON.stringify({ nbformat: 4, nbformat_minor: minor, metadata: { title: 1 }, cells: [cell] })),
      )
        .map(({ pointer }) => pointer)
        .join(" "),
    );
    expect(pointers).toEqual([
      "",
      "",
      "/metadata/title",
      "/metadata/title /cells/0/metadata/jupyter",
      "/metadata/title /cells/0/metadata/jupyter /cells/0/metadata/execution",
      "/metadata/title /cells/0 /cells/0/metadata/jupyter /cells/0/metadata/execution",
      "/metadata/title /cells/0 /cells/0/metadata/jupyter /cells/0/metadata/execution",
    ]);
  });

  it.each([
    ["100000000000000000000", "100000000000000000000"],
    ["1.0", "1.0"],
    ['{"a": [1]}', '{ "a": [ 1 ] }'],
    [`"${"x".repeat(500)}"`, `"${"x".repeat(59)}…`],
  ])("shows %s where a type of cell should be, on one line and cut", (type, shown) => {
    const text = `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":${type}}]}`;
    expect(validateNotebook(readJson(text)).map(({ message }) => message)).toEqual([
      `cell_type must be code, markdown or raw, not ${shown}`,
    ]);
  });

  it("gives JSON pointers, with ~ and / of keys escaped", () => {
    const cell = codeCell("", { outputs: [{ output_type: "display_data", data: { "text/a~b": 1 }, metadata: {} }] });
    expect(validateNotebook(readJson(notebook([cell])))[0]?.pointer).toBe("/cells/0/outputs/0/data/text~1a~0b");
  });

  it("says where and what is wrong", () => {
    const broken = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "x" } },
      extra: 1,
      cells: [
        { cell_type: "heading", id: "a", metadata: {}, source: "" },
        codeCell("x", { id: "b!", execution_count: -1, outputs: [{ output_type: "stream", name: "stdout" }] }),
        { cell_type: "raw", id: "same", metadata: { tags: ["a,b"] }, source: "" },
        { cell_type: "raw", id: "same", metadata: {}, source: "" },
      ],
    };
    expect(validateNotebook(readJson(JSON.stringify(broken))).map((p) => `${p.pointer}: ${p.message}`)).toEqual([
      ': "extra" is not a known key; known are metadata, nbformat, nbformat_minor, cells',
      '/metadata/kernelspec: "display_name" is missing',
      '/cells/0: cell_type must be code, markdown or raw, not "heading"',
      "/cells/1/id: an id has 1 to 64 letters, digits, - or _",
      "/cells/1/execution_count: must be a whole number, 0 or more, or null",
      '/cells/1/outputs/0: the stream output has no "text"',
      "/cells/2/metadata/tags/0: a tag is a non-empty string without comma",
      '/cells/3/id: the id "same" is also that of cell 3',
    ]);
  });
});
