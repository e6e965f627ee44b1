import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { executeNotebook, inspectNotebook, notebookHelp, type ParameterValue } from "../../src/runner/index.js";
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
  it("reads assignments of the outermost level: annotation, type comment, help, values over several lines", async () => {
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
    const found = await inspectPython(source);
    expect(found.map((p) => [p.name, p.inferredTypeName, p.default, p.help])).toEqual([
      ["a", "int", "1", "The count"],
      ["b", "str", '"x#y"', "help with = sign"],
      ["c", "List[int]", "[1,2]", "two numbers"],
      ["s", "None", '"a=b"', ""],
      ["doc", "None", '"""first\nsecond"""', ""],
      ["d", "None", "dict(a=1)", ""],
      ["e", "Optional[str]", "None", ""],
      ["h", "None", "1", ""],
      ["i", "None", "2", ""],
      ["j", "None", "1 + 2", ""],
    ]);
  });
});

describe("inspectPython, by a parser", () => {
  const inspected = async (...lines: string[]): Promise<string[]> =>
    (await inspectPython(lines.join("\n"))).map(
      (p) => `${p.name}: ${p.inferredTypeName} = ${p.default}${p.help && ` # ${p.help}`}`,
    );

  it("takes no branch of a compound statement on one line for a parameter", async () => {
    expect(
      await inspected(
        "if True: a = 1; b = 2",
        "else: c = 3",
        "try: d = 1",
        "except E: e = 2",
        "finally: f = 3",
        "class G: g = 1",
        "def h(i=1): j = 2; return j",
        "with k() as l: m = 1",
        "z = 1",
      ),
    ).toEqual(["z: None = 1"]);
  });

  it("has every name of a chain, and none of tuples, attributes and places in lists", async () => {
    expect(await inspected("a = b = 3  # both", "c, d = 1, 2", "[e] = [1]", "f.g = 1", "h[0] = 1", "(i := 1)")).toEqual(
      ["a: None = 3 # both", "b: None = 3 # both"],
    );
  });

  it("takes print for a name, as it is one in Python 3", async () => {
    const found = await inspectPython("print: int = 3  # pages\na = b = print = 1\nprint >> a\nprint\nc = print");
    expect(found.map(({ name, inferredTypeName, default: value }) => [name, inferredTypeName, value])).toEqual([
      ["print", "None", "1"],
      ["a", "None", "1"],
      ["b", "None", "1"],
      ["c", "None", "print"],
    ]);
  });

  it("reads on after IPython's magics, whatever quotes and brackets they have", async () => {
    expect(
      await inspected(
        "%%time",
        "%env X=1",
        `!echo "(" 'x \\`,
        "  more = (",
        "?print",
        "files = !ls [",
        "x = (7",
        "  % 4)  # a rest",
        "name = f\"{x!r} {'a=b'} # no comment\"",
      ),
    ).toEqual(["files: None = !ls [", "x: None = (7% 4) # a rest", `name: None = f"{x!r} {'a=b'} # no comment"`]);
  });

  it.each(["%%bash", "\n  %%R -i x", "%%writefile a.py", "%%!", "%%python3"])(
    "takes a cell that is no Python of the notebook's for one without parameters: %j",
    async (magic) => expect(await inspected(magic, "a=1", "b = 2")).toEqual([]),
  );

  it.each(["%%time", "%%capture out", "%%bashful", "%%bash?"])("takes others for Python: %s", async (magic) => {
    expect((await inspected(magic, "a = 1")).map(([name]) => name)).toEqual(["a"]);
  });

  it("takes a print behind a magic for a name, and a run of magics for that", async () => {
    expect(await inspected("%%time", "print = lambda q: 1  # how", ...Array(300).fill("!echo '"), "a = 1")).toEqual([
      "print: None = lambda q: 1 # how",
      "a: None = 1",
    ]);
  });

  it.each(["r'int'", "'''int'''", "f'int'", "'r\"int\"'"])(
    "takes the annotation %s as it stands",
    async (annotation) => {
      const [found] = await inspectPython(`a: ${annotation} = 1`);
      expect(found?.type).toEqual({ kind: "unknown" });
    },
  );

  it("has a name that is assigned several times once, with its last value", async () => {
    expect(await inspected("a = 1  # one", "b = 2", "a = 3  # three")).toEqual(["a: None = 3 # three", "b: None = 2"]);
  });

  it("keeps line ends inside texts and drops those between values, with their comments", async () => {
    expect(await inspected("a = [  # first", '  """x', "  # y", '""",  # second', "  1]  # help")).toEqual([
      'a: None = ["""x\n  # y\n""",1] # help',
    ]);
  });

  it("knows which names have a type and no value, and no other use", async () => {
    const found = await inspectPython("n: int  # how many\nm: int\nm = 1\nk: int\nif n2: k = 2\nj = 1\nj: int");
    expect(found.map((p) => [p.name, p.default, p.required ?? false])).toEqual([
      ["n", "", true],
      ["m", "1", false],
      ["k", "", false],
      ["j", "1", false],
    ]);
  });

  it.each<[annotation: string, fits: readonly ParameterValue[], not: readonly ParameterValue[]]>([
    ["int", [1, -5, 2n ** 70n], [1.5, "1", true, null]],
    ["float", [1, 1.5, 2n ** 70n], ["1", null, true]],
    ["str", ["", "1"], [1, null, true]],
    ["bool", [true, false], [0, "True"]],
    ["Optional[int]", [1, null], ["x"]],
    ["typing.Optional[int]", [1, null], ["x"]],
    ["int | None", [1, null], ["x"]],
    ["'int | None'", [1, null], ["x"]],
    ["Union[int, str]", [1, "x"], [null, 1.5]],
    ["Literal['a', \"b\", 3, None, True]", ["a", "b", 3, null, true], ["c", 4, false]],
    ["list[int]", [[], [1, 2]], [["x"], 1, "x"]],
    ["List", [[1, "x"]], [1]],
    ["dict[str, int]", [new Map([["a", 1]])], [[1], "x"]],
    ["Annotated[int, 'of cells']", [1], ["x"]],
    ["np.ndarray", [1, "x", null], []],
    ["Literal['\\x61']", ["a", "b"], []],
  ])("checks values by the annotation %s where that is asked for", async (annotation, fits, not) => {
    const accepts = async (value: ParameterValue): Promise<boolean> => {
      const notebook = makeNotebook("python3", [{ source: `x: ${annotation} = y`, tags: ["parameters"] }]);
      const parameters = new Map([["x", value]]);
      const run = executeNotebook(notebook, null, { parameters, strict: true, prepareOnly: true });
      return run.then(
        () => true,
        (error: Error) => {
          expect(error.message).toMatch(/parameter "x" must be /);
          return false;
        },
      );
    };
    expect(await Promise.all(fits.map(accepts))).toEqual(fits.map(() => true));
    expect(await Promise.all(not.map(accepts))).toEqual(not.map(() => false));
  });
});

describe("a parameter without a value", () => {
  const run = (kernel: string, source: string, options = {}): Promise<unknown> =>
    executeNotebook(makeNotebook(kernel, [{ source, tags: ["parameters"] }]), null, { ...options, prepareOnly: true });

  it.each([
    ["cellmill", "let n: number;", {}],
    ["cellmill", 'let a = "x", n: number;', {}],
    ["cellmill", "let a = 1; let n: number; // two", {}],
    ["python3", "a = 1\nn: int", { strict: true }],
  ])(
    "is missed before anything runs, also when there are no parameters at all: %s, %s",
    async (kernel, source, options) => {
      await expect(run(kernel, source, options)).rejects.toThrow('parameter "n" has no default and was not given');
      await expect(run(kernel, source, { ...options, parameters: { n: 1 } })).resolves.toBeDefined();
    },
  );

  it.each([
    ["cellmill", "let n: number | undefined;", {}],
    ["cellmill", "let n;", {}],
    ["cellmill", "let n: number;\nn = 5;", {}],
    ["cellmill", "let n: number;", { strict: false }],
    ["python3", "n: int", {}],
    ["python3", "n: int\nn = 5", { strict: true }],
    ["no-such-kernel", "n: int", { strict: true, language: "cobol" }],
  ])("is not missed where the notebook may do without: %s, %s", async (kernel, source, options) => {
    await expect(run(kernel, source, options)).resolves.toBeDefined();
  });

  it("is not missed where an earlier run has put it in", async () => {
    const notebook = makeNotebook("cellmill", [
      { source: "let n: number;", tags: ["parameters"] },
      { source: "n = 1;", tags: ["injected-parameters"] },
    ]);
    await expect(executeNotebook(notebook, null, { prepareOnly: true })).resolves.toBeDefined();
  });

  it("that may be undefined takes its other types only", async () => {
    const source = "let n: number | undefined;";
    await expect(run("cellmill", source, { parameters: { n: 5 } })).resolves.toBeDefined();
    await expect(run("cellmill", source, { parameters: { n: "x" } })).rejects.toThrow(
      'parameter "n" must be number | undefined, got the string "x"',
    );
    await expect(run("cellmill", source, { parameters: { n: null } })).rejects.toThrow(/must be number \| undefined/);
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
