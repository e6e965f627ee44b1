import { describe, expect, it } from "vitest";
import { cellMarkers, notebookMarkers } from "../../../src/check/markers/index.js";
import { JsonFloat, type JsonObject } from "../../../src/nbformat/index.js";
import { codeCell } from "../compare/outputs.js";

type Metadata = Record<string, unknown>;

function markers(source: string, metadata: Metadata = {}, notebook: Metadata = {}): ReturnType<typeof cellMarkers> {
  return cellMarkers(codeCell(source, metadata), notebook as JsonObject);
}

const NOTHING = { ignoreOutput: false, checkOutput: false, raisesException: false, skip: false, warnings: [] };
const ours = (check: Metadata): Metadata => ({ cellmill: { check } });

describe("markers of a cell", () => {
  it.each([
    ["nothing", "x = 1", {}, {}],
    ["nbval's comment", "# NBVAL_IGNORE_OUTPUT\nx", {}, { ignoreOutput: true }],
    ["its old name", "#PYTEST_VALIDATE_IGNORE_OUTPUT", {}, { ignoreOutput: true }],
    ["an indented comment with more hashes", "if x:\n   ## NBVAL_CHECK_OUTPUT  ", {}, { checkOutput: true }],
    [
      "a comment between what Python takes for blanks",
      "x\x85#\x1fNBVAL_SKIP\x1c",
      {},
      { skip: true, skipReason: "marked to be skipped" },
    ],
    ["a comment with a byte order mark, which is none", "#\ufeffNBVAL_SKIP", {}, {}],
    ["a TypeScript comment", "// NBVAL_SKIP", {}, { skip: true, skipReason: "marked to be skipped" }],
    ["an exception", "# NBVAL_RAISES_EXCEPTION", {}, { raisesException: true }],
    ["a comment with other words", "# NBVAL_SKIP this", {}, {}],
    ["a marker inside code", "x = 'NBVAL_SKIP'", {}, {}],
    ["nbval's tag", "x", { tags: ["nbval-ignore-output"] }, { ignoreOutput: true }],
    ["a tag in capitals", "x", { tags: ["NBVAL_IGNORE_OUTPUT"] }, {}],
    [
      "Jupyter's tags",
      "x",
      { tags: ["raises-exception", "skip-execution"] },
      { raisesException: true, skip: true, skipReason: "tag skip-execution" },
    ],
    [
      "nbmake's metadata",
      "x",
      { nbmake: { mock: { n: 3 }, post_cell_execute: ["a = 1", 2] } },
      { mocks: { n: 3 }, postCellExecute: ["a = 1"] },
    ],
    ["pytest-notebook's path for all outputs", "x", { nbreg: { diff_ignore: ["/outputs"] } }, { ignoreOutput: true }],
    ["pytest-notebook's path for one", "x", { nbreg: { diff_ignore: ["/outputs/0"] } }, {}],
    [
      "ours",
      "x",
      ours({ ignoreOutput: true, timeoutSeconds: 5, retries: 2 }),
      { ignoreOutput: true, timeoutSeconds: 5, retries: 2 },
    ],
    ["ours against a comment", "# NBVAL_SKIP\n# NBVAL_IGNORE_OUTPUT", ours({ skip: false, ignoreOutput: false }), {}],
    ["a reason", "x", ours({ skip: true, skipReason: "needs a GPU" }), { skip: true, skipReason: "needs a GPU" }],
    ["rules beside markers", "x", ours({ rtol: new JsonFloat(1), checkOutput: true }), { checkOutput: true }],
  ])("are read from %s", (_name, source, metadata, expected) => {
    expect(markers(source, metadata)).toEqual({ ...NOTHING, ...expected });
  });

  it("warn of conflicts, and the last or the comment holds", () => {
    expect(markers("# NBVAL_IGNORE_OUTPUT\n# NBVAL_CHECK_OUTPUT")).toEqual({
      ...NOTHING,
      checkOutput: true,
      warnings: ["Conflicting comment markers found, the last holds: NBVAL_IGNORE_OUTPUT and NBVAL_CHECK_OUTPUT"],
    });
    expect(markers("# NBVAL_IGNORE_OUTPUT", { tags: ["nbval-check-output"] })).toEqual({
      ...NOTHING,
      ignoreOutput: true,
      warnings: ["Overlapping options from comments and tags, the comments hold: check"],
    });
    expect(markers("x", { tags: "nbval-skip" }).warnings).toEqual(["The cell's tags are not a list, they are ignored"]);
  });

  it("take what the notebook says unless the cell says otherwise", () => {
    const notebook = { execution: { timeout: 30, allow_errors: true }, ...ours({ ignoreOutput: true }) };
    expect(markers("x", {}, notebook)).toMatchObject({ ignoreOutput: true, raisesException: true, timeoutSeconds: 30 });
    expect(markers("# NBVAL_CHECK_OUTPUT", {}, notebook)).toMatchObject({ ignoreOutput: false, checkOutput: true });
    expect(markers("x", ours({ raisesException: false, timeoutSeconds: 1 }), notebook)).toMatchObject({
      raisesException: false,
      timeoutSeconds: 1,
    });
  });

  it.each([
    [{ ignoreOutputs: true }, 'unknown option "ignoreOutputs". Did you mean ignoreOutput'],
    [{ skip: "yes" }, 'option skip: expected true or false, got "yes"'],
    [{ timeoutSeconds: 0 }, "option timeoutSeconds: expected a number above 0, got 0"],
    [{ retries: 1.5 }, "option retries: expected a whole number of at least 0, got 1.5"],
    [{ ignoreOutput: true, checkOutput: true }, "ignoreOutput and checkOutput exclude each other"],
  ])("refuse %j", (settings, message) => {
    expect(() => markers("x", ours(settings))).toThrow(message);
  });

  it.each([
    ["/outputs", 'metadata.nbreg: expected an object, got "/outputs"'],
    [{ diff_ignore: "/outputs" }, "metadata.nbreg.diff_ignore: expected a list"],
    [{ diff_ignore: ["outputs"] }, 'metadata.nbreg.diff_ignore: expected paths such as /outputs/0, got "outputs"'],
    [{ diff_replace: [["/outputs", "a"]] }, "metadata.nbreg.diff_replace: expected lists of a path, an expression"],
    [{ skip_reason: 1 }, "metadata.nbreg.skip_reason: expected a text, got 1"],
  ])("refuse pytest-notebook's settings %j, as it does", (nbreg, message) => {
    expect(() => markers("x", { nbreg })).toThrow(message);
    expect(() => notebookMarkers({ nbreg } as JsonObject)).toThrow(message);
  });

  it.each([
    [{ timeout: null }, { timeoutSeconds: 0 }],
    [{ timeout: -1 }, { timeoutSeconds: 0 }],
    [{ timeout: new JsonFloat(1.5), allow_errors: null }, { timeoutSeconds: 1.5 }],
    [{ allow_errors: false }, {}],
  ])("take nbmake's settings %j as it does", (execution, expected) => {
    expect(notebookMarkers({ execution } as JsonObject)).toEqual({ skip: false, allowErrors: false, ...expected });
  });

  it.each([
    [{ timeout: "5" }, 'notebook: metadata.execution.timeout: expected seconds, got "5"'],
    [{ timeout: true }, "notebook: metadata.execution.timeout: expected seconds, got true"],
    [{ timeout: [5] }, "notebook: metadata.execution.timeout: expected seconds, got array of 1"],
    [{ allow_errors: "yes" }, 'notebook: metadata.execution.allow_errors: expected true or false, got "yes"'],
    [{ allow_errors: 1 }, "notebook: metadata.execution.allow_errors: expected true or false, got 1"],
  ])("refuse nbmake's settings %j", (execution, message) => {
    expect(() => notebookMarkers({ execution } as JsonObject)).toThrow(message);
  });

  it("refuse settings that are no object or too deep", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => markers("x", { cellmill: { check: true } })).toThrow("expected an object, got boolean");
    expect(() => markers("x", { cellmill: { check: null } })).toThrow("expected an object, got null");
    expect(() => markers("x", ours({ presets: deep }))).toThrow("nested too deeply");
  });
});

describe("markers of a notebook", () => {
  it.each([
    [{}, { skip: false, allowErrors: false }],
    [{ nbreg: { skip: true, skip_reason: "slow" } }, { skip: true, skipReason: "slow", allowErrors: false }],
    [
      { execution: { timeout: new JsonFloat(9), allow_errors: true } },
      { skip: false, allowErrors: true, timeoutSeconds: 9 },
    ],
    [
      { nbreg: { skip: true }, ...ours({ skip: false, retries: 1 }) },
      { skip: false, allowErrors: false, retries: 1 },
    ],
  ])("%j", (metadata, expected) => {
    expect(notebookMarkers(metadata as JsonObject)).toEqual(expected);
  });
});
