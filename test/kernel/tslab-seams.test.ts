import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { CompilerDriver, TYPESCRIPT_VERSION } from "../../kernel-ext/src/compiler/ts-shim.js";
import { type Converter, loadTslab, TSLAB_VERSION, type Tslab } from "../../kernel-ext/src/compiler/tslab.js";

// One test per function of tslab that we use: an update that changes one of them fails here by name.
const require = createRequire(import.meta.url);
let driver: CompilerDriver;
let tslab: Tslab;
let converter: Converter;

beforeAll(() => {
  driver = new CompilerDriver();
  tslab = loadTslab(driver);
  converter = tslab.createConverter({ isJS: false, isBrowser: false });
});

test("tslab and typescript are the pinned versions", () => {
  expect((require("tslab/package.json") as { version: string }).version).toBe(TSLAB_VERSION);
  expect(driver.compiler.version).toBe(TYPESCRIPT_VERSION);
  const manifest = require("../../kernel-ext/package.json") as { dependencies: Record<string, string> };
  expect(manifest.dependencies).toMatchObject({ tslab: TSLAB_VERSION, typescript: TYPESCRIPT_VERSION });
});

test("tslab runs on our compiler in the place of its own", () => {
  const fromTslab = createRequire(require.resolve("tslab/package.json"));
  const compiler = fromTslab("@tslab/typescript-for-tslab") as { version: string };
  expect(compiler.version).toBe(TYPESCRIPT_VERSION);
});

test("convert gives CommonJS, declarations, the last expression's name and both source maps", () => {
  driver.begin(1);
  const result = converter.convert("", "const a = 1;\na + 1");
  expect(result.diagnostics).toEqual([]);
  expect(result.output).toMatch(/exports\.tsLastExpr = a \+ 1/);
  expect(result.output).not.toContain("sourceMappingURL");
  expect(result.declOutput).toContain("declare const a = 1");
  expect(result.lastExpressionVar).toBe("tsLastExpr");
  expect(driver.trace.bindings).toEqual([{ name: "a", writable: false, isImport: false }]);
  expect(JSON.parse(driver.trace.emitMap ?? "")).toMatchObject({ version: 3 });
  expect(JSON.parse(driver.trace.commonJsMap ?? "")).toMatchObject({ version: 3 });
});

test("diagnostics have codes and positions within the cell, and checks are strict", () => {
  driver.begin(1);
  const { diagnostics, output } = converter.convert("", "\nfunction f(x) { return x }");
  expect(output).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: 7006, start: { line: 1, character: 11 }, end: { line: 1, character: 12 } },
  ]);
});

test("earlier variables are read from exports, in shorthand properties and patterns too", () => {
  driver.begin(1);
  const { output } = converter.convert(
    "declare let b: number;",
    "const o = { b }; ({ b } = o); ({ b = 2 } = o as any);",
  );
  expect(output).toContain("{ b: exports.b }");
  expect(output).toContain("({ b: exports.b } = o)");
  expect(output).toContain("({ b: exports.b = 2 } = o)");
});

test("top-level awaits are guarded by the run's number, inner ones are not", () => {
  driver.begin(42);
  const { output } = converter.convert("", "await 1; async function f() { await 2 }");
  expect(output).toContain("__cellmill__.resumed(42, await 1)");
  expect(output).toContain("{ await 2; }");
});

test("a value whose type cannot be declared is not refused", () => {
  driver.begin(1);
  const result = converter.convert("", "const made = new (class { private p = 1; q = 2 })();");
  expect(result.diagnostics).toEqual([]);
  expect(driver.trace.refusals.map((refusal) => refusal.code)).toEqual([4094]);
  expect(result.declOutput).toMatch(/made: \{?[\s\S]*q: number/);
});

test("complete and inspect know the declarations of earlier cells", () => {
  const declarations = "/** How many. */ declare let counted: number;";
  expect(converter.complete(declarations, "count", 5).candidates).toContain("counted");
  const info = converter.inspect(declarations, "counted", 3);
  expect(tslab.printQuickInfo(info)).toMatch(/let counted: number[\s\S]*How many\./);
  expect(converter.inspect(declarations, "no_such_name", 3)).toBeUndefined();
});

test("isCompleteCode sees open brackets", () => {
  expect(tslab.isCompleteCode("f(")).toMatchObject({ completed: false });
  expect(tslab.isCompleteCode("f()")).toMatchObject({ completed: true });
});

test("createExecutor takes our converter and console, and leaves __tslab__ to take over", async () => {
  const errors: unknown[] = [];
  const convert = (): ReturnType<Converter["convert"]> => ({
    output: "exports.answer = 42; throw new RangeError('x');",
    declOutput: "",
    diagnostics: [],
  });
  const converters = { node: { convert, addModule: converter.addModule }, browser: undefined, close: () => undefined };
  const executor = tslab.createExecutor(process.cwd(), converters, {
    log: () => undefined,
    error: (e) => errors.push(e),
  });
  const scope = globalThis as unknown as { __tslab__: { exports: object; require: (id: string) => unknown } };
  const exports: Record<string, unknown> = {};
  scope.__tslab__ = { exports, require: scope.__tslab__.require };
  expect(await executor.execute("anything")).toBe(false);
  expect(exports).toEqual({ answer: 42 });
  expect(errors).toMatchObject([{ name: "RangeError" }]);
  expect(executor.interrupt).toBeTypeOf("function");
});
