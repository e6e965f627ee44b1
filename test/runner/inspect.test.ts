import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { inspectNotebook, notebookHelp, type ParameterValue } from "../../src/runner/index.js";
import { checkParameters } from "../../src/runner/inspect/check-parameters.js";
import { inspectPython } from "../../src/runner/inspect/python.js";
import { inspectTypeScript } from "../../src/runner/inspect/typescript.js";
import { makeNotebook } from "./make-notebook.js";

const TYPESCRIPT = `
// Which tissue to load.
let tissue: string | null = "liver";
let chunkSize = 100_000; // rows per chunk

/** How variable genes
 *  are ranked. */
let flavor: "seurat" | "cell_ranger" = "seurat";
type Mode = 1 | 2;
const mode: Mode = 1, ratio = -0.5; // of cells
var names: string[] = [];
let matrix = [[1, 2], [3]];
let any: Foo = make();
let nothing = null;
let on = true, late: number;
let options: Record<string, number> = {};
let big = 10n;
function notAParameter() { let inner = 1; return inner; }
`;

describe("inspectTypeScript", () => {
  it("reads names, types, defaults, keywords and help with TypeScript's parser", async () => {
    const found = await inspectTypeScript(TYPESCRIPT);
    expect(found.map((p) => [p.name, p.keyword, p.inferredTypeName, p.default, p.help])).toEqual([
      ["tissue", "let", "string | null", '"liver"', "Which tissue to load."],
      ["chunkSize", "let", "number", "100_000", "rows per chunk"],
      ["flavor", "let", '"seurat" | "cell_ranger"', '"seurat"', "How variable genes are ranked."],
      ["mode", "const", "Mode", "1", ""],
      ["ratio", "const", "number", "-0.5", "of cells"],
      ["names", "var", "string[]", "[]", ""],
      ["matrix", "let", "number[][]", "[[1, 2], [3]]", ""],
      ["any", "let", "Foo", "make()", ""],
      ["nothing", "let", "None", "null", ""],
      ["on", "let", "boolean", "true", ""],
      ["late", "let", "number", "", ""],
      ["options", "let", "Record<string, number>", "{}", ""],
      ["big", "let", "bigint", "10n", ""],
    ]);
  });
});

describe("checkParameters", () => {
  it.each<[string, ParameterValue, boolean]>([
    ["tissue", "lung", true],
    ["tissue", null, true],
    ["tissue", 4, false],
    ["chunkSize", 200_000, true],
    ["chunkSize", "many", false],
    ["chunkSize", null, false],
    ["chunkSize", 12345678901234567890n, false],
    ["flavor", "cell_ranger", true],
    ["flavor", "other", false],
    ["mode", 2, true],
    ["mode", 3, false],
    ["names", ["a"], true],
    ["names", ["a", 1], false],
    ["names", "a", false],
    ["any", "whatever", true],
    ["nothing", 5, true],
    ["on", "true", false],
    ["options", new Map([["a", 1]]), true],
    ["big", 5, true],
    ["big", 2.5, false],
  ])("for %s: %s → %s", async (name, value, fits) => {
    const declared = await inspectTypeScript(TYPESCRIPT);
    const check = (): void =>
      checkParameters(
        new Map([
          ["late", 1],
          [name, value],
        ]),
        declared,
        "x.ipynb",
      );
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(new RegExp(`parameter "${name}" must be `));
  });

  it("names all faults at once, the nearest names, and all parameters of the notebook", async () => {
    const declared = await inspectTypeScript('let tissue = "liver"; // what\nlet n: number;\nlet on = false;');
    let thrown: unknown;
    try {
      checkParameters(
        new Map<string, ParameterValue>([
          ["tisue", "x"],
          ["tissue", 3],
          ["on", "true"],
        ]),
        declared,
        "x.ipynb",
      );
    } catch (error) {
      thrown = error;
    }
    expect(isCellmillError(thrown, "ParameterError")).toBe(true);
    expect((thrown as Error).message).toBe(
      'x.ipynb: unknown parameter "tisue" (did you mean tissue?); parameter "tissue" must be string, got the number 3 ' +
        '(use -r to pass it as text); parameter "n" has no default and was not given; parameter "on" must be boolean, ' +
        'got the string "true" (write True, as papermill does). Parameters of the notebook:\n' +
        '  tissue: string (default "liver")  what\n  n: number\n  on: boolean (default false)',
    );
  });

  it("lets the runner's own path parameters pass", async () => {
    expect(() => checkParameters(new Map([["PAPERMILL_INPUT_PATH", "x"]]), [], "x")).not.toThrow();
  });
});

describe("inspectPython", () => {
  it("reads assignments of the outermost level: annotation, type comment, help, values over several lines", () => {
    const source = [
      "# a comment",
      "a = 1  # type: int The count",
      'b: str = "x#y"  # help with = sign',
      "c: 'List[int]' = [1,  # one",
      "     2]  # two numbers",
      's = "a=b"',
      'doc = """first',
      'second"""',
      "d = dict(a=1)",
      "e: Optional[str] = None",
      "f += 1",
      "x, y = 1, 2",
      "if True:",
      "    inside = 3",
      "g == 2",
      "h = 1; i = 2",
      "j = 1 + \\",
      "  2",
    ].join("\n");
    expect(inspectPython(source).map((p) => [p.name, p.inferredTypeName, p.default, p.help])).toEqual([
      ["a", "int", "1", "The count"],
      ["b", "str", '"x#y"', "help with = sign"],
      ["c", "List[int]", "[1,2]", "two numbers"],
      ["s", "None", '"a=b"', ""],
      ["doc", "None", '"""first\nsecond"""', ""],
      ["d", "None", "dict(a=1)", ""],
      ["e", "Optional[str]", "None", ""],
      ["h", "None", "1", ""],
      ["i", "None", "2", ""],
      ["j", "None", "1 +   2", ""],
    ]);
  });
});

describe("inspectNotebook", () => {
  it("says so when no cell is tagged parameters", async () => {
    const inspection = await inspectNotebook(makeNotebook("cellmill", ["let a = 1;"]));
    expect(inspection.hasParametersCell).toBe(false);
    expect(notebookHelp("x.ipynb", inspection)).toBe(
      "\nParameters inferred for notebook 'x.ipynb':\n\n  No cell tagged 'parameters'\n",
    );
  });

  it("lays out help as papermill does: beside short definitions, below long ones", async () => {
    const source = "a = 1  # short\nlong_parameter_name = 'a long default value'  # below\nn: int = 2";
    const inspection = await inspectNotebook(makeNotebook("python3", [{ source, tags: ["parameters"] }]));
    expect(notebookHelp("x.ipynb", inspection)).toBe(
      [
        "",
        "Parameters inferred for notebook 'x.ipynb':",
        "  a: Unknown type (default 1)     short",
        "  long_parameter_name: Unknown type (default 'a long default value')",
        `${" ".repeat(34)}below`,
        `${"  n: int (default 2)".padEnd(34)}`,
        "",
      ].join("\n"),
    );
  });
});
