import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { executeNotebook } from "../../src/runner/index.js";
import { asDeclared, fitsType, type ParameterType } from "../../src/runner/inspect/parameter-type.js";
import { inspectTypeScript } from "../../src/runner/inspect/typescript.js";
import { type ParameterValue, toParameters } from "../../src/runner/parameters/value.js";
import { typescriptTranslator } from "../../src/runner/translators/typescript.js";
import { makeNotebook } from "./make-notebook.js";

type Text = fc.Arbitrary<string>;
const oneOf = (...texts: string[]): Text => fc.constantFrom(...texts);

/** Types that can be told without a type checker. */
const TYPE: Text = fc.letrec<{ type: string }>((tie) => {
  const inner = tie("type") as Text;
  const grouped = inner.map((text) => `(${text})`);
  return {
    type: fc.oneof(
      { maxDepth: 2 },
      oneOf("string", "number", "boolean", "bigint", "null", "undefined", "unknown", "object", "{}", "Mode"),
      { weight: 3, arbitrary: oneOf("string | null", "number", "boolean[]", "1 | 'a' | null") },
      oneOf('"a"', "'b'", "1", "-1", "1.5", "true", "10n", "`t`"),
      oneOf("Date", "RegExp", "Uint8Array", "symbol", "never", "void", "() => void", "new () => Date", "Date | null"),
      inner.map((text) => `Set<${text}>`),
      inner.map((text) => `ReadonlyMap<string, ${text}>`),
      inner.map((text) => `keyof { a: ${text}; b?: 1 }`),
      inner.map((text) => `keyof Record<string, ${text}>`),
      inner.map((text) => `keyof Record<"a" | "t", ${text}>`),
      inner.map((text) => `keyof { [key: string]: ${text} }`),
      oneOf("keyof any"),
      fc.array(grouped, { minLength: 2, maxLength: 4 }).map((all) => all.join(" | ")),
      grouped.map((text) => `${text}[]`),
      grouped.map((text) => `readonly ${text}[]`),
      inner.map((text) => `Array<${text}>`),
      fc.tuple(inner, grouped).map(([one, two]) => `[${one}, ${two}?]`),
      inner.map((text) => `Record<string, ${text}>`),
      inner.map((text) => `Record<"a" | "b", ${text}>`),
      fc.tuple(inner, inner).map(([one, two]) => `{ a: ${one}; b?: ${two} }`),
    ),
  };
}).type;

const VALUE = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<unknown>("a", "b", "t", "", 1, -1, 1.5, 10, true, false, null, 10n, 2n ** 70n),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.record({ a: tie("value"), b: tie("value") }, { requiredKeys: [] }),
  ),
})).value;

const ALIAS = 'type Mode = "a" | 2;\n';
const toValue = (value: unknown): ParameterValue => toParameters({ x: value }).get("x") as ParameterValue;
const typeOf = async (text: string): Promise<ParameterType> =>
  (await inspectTypeScript(`${ALIAS}let x: ${text} = y;`))[0]?.type as ParameterType;

/** The lines of the source that TypeScript itself refuses. */
function refusedLines(source: string): Set<number> {
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.ES2022);
  const program = ts.createProgram(["x.ts"], options, {
    ...host,
    getSourceFile: (name, ...rest) => (name === "x.ts" ? file : host.getSourceFile(name, ...rest)),
  });
  expect(program.getSyntacticDiagnostics(file)).toEqual([]);
  return new Set(
    program.getSemanticDiagnostics(file).map(({ start }) => file.getLineAndCharacterOfPosition(start!).line),
  );
}

it("takes the values that TypeScript takes, and writes them so that it does: 1,500 of random types", async () => {
  const pairs = fc.sample(fc.tuple(TYPE, VALUE), { numRuns: 1500, seed: 21 });
  const cases = await Promise.all(
    pairs.map(async ([text, value]) => ({ text, value: toValue(value), type: await typeOf(text) })),
  );
  const lines = cases.map(({ text, value, type }) => {
    const literal = typescriptTranslator.translate(asDeclared(value, type));
    return `{ let x: ${text} = null as never; x = ${literal}; }`;
  });
  const refused = refusedLines(ALIAS + lines.join("\n"));
  expect(refused.size).toBeGreaterThan(500);
  expect(refused.size).toBeLessThan(1400);
  const wrong = cases.flatMap(({ value, type }, index) =>
    fitsType(value, type) === refused.has(index + 1) ? [lines[index]] : [],
  );
  expect(wrong).toEqual([]);
});

it("keeps names, keywords, types, defaults and help of 500 random cells", async () => {
  const help: fc.Arbitrary<readonly [above: string, behind: string, shown: string]> = fc.oneof(
    fc.constant(["", "", ""] as const),
    oneOf("how many", "rows = 5, // of all", "'quoted # twice'", "é 😀").map(
      (text) => ["", ` // ${text}`, text] as const,
    ),
    oneOf("how many", "rows: of all").map((text) => ["", ` /* ${text} */`, text] as const),
    oneOf("how many", "rows; of all").map((text) => [`// ${text}\n`, "", text] as const),
    oneOf("how many", "rows of all").map((text) => [`/** ${text.replace(" ", "\n * ")} */\n`, "", text] as const),
  );
  const initial = oneOf(
    '"a;b // c"',
    "'it\\'s'",
    "`x\\`\ny`",
    "1_000",
    "-0.5",
    "[1, 2]",
    "{ a: 1,\n b: 2 }",
    "f(1, 2)",
  );
  const parameter = fc.record({ keyword: oneOf("let", "const", "var"), type: TYPE, initial, help });
  const cells = fc.array(parameter, { minLength: 1, maxLength: 5 });
  for (const cell of fc.sample(cells, { numRuns: 500, seed: 22 })) {
    const named = cell.map((each, index) => ({ ...each, name: ["a", "$b", "_c1", "größe", "max"][index] as string }));
    const lines = named.map(
      ({ keyword, name, type, initial: text, help: [above, behind] }) =>
        `${above}${keyword} ${name}: ${type} = ${text};${behind}\n\n`,
    );
    const found = await inspectTypeScript(lines.join(""));
    expect(found.map((p) => [p.keyword, p.name, p.inferredTypeName, p.default, p.help])).toEqual(
      named.map(({ keyword, name, type, initial: text, help: [, , shown] }) => [keyword, name, type, text, shown]),
    );
  }
});

it("writes whole numbers for big integers as such, where no other type takes them", async () => {
  const written = async (type: string, value: unknown): Promise<string> =>
    typescriptTranslator.translate(asDeclared(toValue(value), await typeOf(type)));
  expect(await written("bigint", 5)).toBe("5n");
  expect(await written("bigint | number", 5)).toBe("5");
  expect(await written("10n | null", 10)).toBe("10n");
  expect(await written("bigint[] | null", [1, 2])).toBe("[1n, 2n]");
  expect(await written("{ a: bigint; b?: [number, bigint] }", { a: 1, b: [2, 3] })).toBe('{ "a": 1n, "b": [2, 3n] }');
  expect(await written("bigint", 1.5)).toBe("1.5");
});

let folder: string;
let jupyterPath: string | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-strict-"));
  for (const [name, language] of [
    ["tells-typescript", "typescript"],
    ["tells-python", "python"],
  ] as const) {
    mkdirSync(join(folder, "kernels", name), { recursive: true });
    const spec = { argv: ["touch", join(folder, "started")], display_name: name, language };
    writeFileSync(join(folder, "kernels", name, "kernel.json"), JSON.stringify(spec));
  }
  jupyterPath = process.env["JUPYTER_PATH"];
  process.env["JUPYTER_PATH"] = folder;
});
afterEach(() => rmSync(join(folder, "started"), { force: true }));
afterAll(() => {
  if (jupyterPath === undefined) delete process.env["JUPYTER_PATH"];
  else process.env["JUPYTER_PATH"] = jupyterPath;
  rmSync(folder, { recursive: true, force: true });
});

const run = (language: "typescript" | "python", source: string, parameters: object): Promise<unknown> => {
  const notebook = makeNotebook(`tells-${language}`, [{ source, tags: ["parameters"] }, "1"]);
  (notebook.metadata["kernelspec"] as { language: string }).language = language;
  const options = { parameters: { ...parameters }, strict: true, progressBar: false, startTimeout: 20 };
  return executeNotebook(notebook, null, options);
};

it.each([
  ["typescript", "let n: number = 1;", { n: "x" }, 'parameter "n" must be number'],
  ["typescript", 'let m: "a" | "b" | null = "a";', { m: "c" }, 'parameter "m" must be "a" | "b" | null'],
  ["typescript", "let list: number[] = [];", { list: [1, "x"] }, 'parameter "list" must be number[]'],
  ["typescript", "let pair: [number, number] = [0, 1];", { pair: [1] }, 'parameter "pair" must be [number, number]'],
  [
    "typescript",
    "let o: Record<string, number> = {};",
    { o: { a: "x" } },
    'parameter "o" must be Record<string, number>',
  ],
  ["typescript", "let o: { a: number } = { a: 1 };", { o: { b: 1 } }, 'parameter "o" must be { a: number }'],
  ["typescript", "let when: Date | null = null;", { when: "2026" }, 'parameter "when" must be Date | null'],
  [
    "typescript",
    "let since = new Date(0);",
    { since: "2026" },
    'must be Date, got the string "2026" (no parameter can',
  ],
  ["typescript", "let names = new Set<string>();", { names: ["a"] }, 'parameter "names" must be Set, got a list of 1'],
  ["typescript", "let o: Map<string, number>;", { o: { a: 1 } }, 'parameter "o" must be Map<string, number>'],
  ["typescript", "const all = { a: 1 };\nlet key: keyof typeof all = 'a';", { key: [] }, "must be keyof typeof all"],
  ["typescript", "let key: keyof { a: 1; b: 2 } = 'a';", { key: "c" }, 'parameter "key" must be keyof { a: 1; b: 2 }'],
  ["typescript", "let tissue = 1;", { tisue: 2 }, 'unknown parameter "tisue" (did you mean tissue?)'],
  ["typescript", "let n: number;", {}, 'parameter "n" has no default and was not given'],
  ["python", "n: int = 1", { n: "x" }, 'parameter "n" must be int'],
  ["python", "tissue = 1", { tisue: 2 }, 'unknown parameter "tisue" (did you mean tissue?)'],
  ["python", "n: int", {}, 'parameter "n" has no default and was not given'],
] as const)("refuses %s %s with %j before a kernel is started", async (language, source, parameters, message) => {
  await expect(run(language, source, parameters)).rejects.toThrow(message);
  expect(existsSync(join(folder, "started"))).toBe(false);
});

it.each([
  ["let n: number = 1;", { n: 2 }],
  ["let when: Date | string = new Date();", { when: "2026" }],
  ["interface Date { year: number }\nlet when: Date = { year: 1 };", { when: { year: 2 } }],
  ["import { Map } from 'own';\nlet o: Map = 1;", { o: 2 }],
  ["let key: keyof Record<1 | 2, string> = 1;", { key: 2 }],
  ["class Set { a = 1 }\nlet o = new Set();", { o: { a: 2 } }],
  ["const all = { a: 1 };\nlet key: keyof typeof all = 'a';", { key: "b" }],
])("starts the kernel where all is right, or cannot be told to be wrong: %s", async (source, parameters) => {
  await expect(run("typescript", source, parameters)).rejects.toThrow(/kernel/);
  expect(existsSync(join(folder, "started"))).toBe(true);
});
