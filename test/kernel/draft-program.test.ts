import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";
import { DraftPrograms } from "../../kernel-ext/src/compiler/draft-program.js";
import { CompilerDriver } from "../../kernel-ext/src/compiler/ts-shim.js";
import { type Converter, type ConvertResult, loadTslab, type Tslab } from "../../kernel-ext/src/compiler/tslab.js";

/** Cells that follow each other, and how many whole programs each needs. */
const CELLS: readonly (readonly [source: string, programs: number])[] = [
  ["const a = 1;\nlet b = 'x', { c } = { c: [a] };", 1],
  ["a + c[0]", 1],
  ["a + c[0]", 0], // the same cell, nothing to do
  ["const a = 1;", 1],
  ["const a = 1;", 1],
  ["const wrong: string = 1", 1],
  ["const wrong: string = 1", 1],
  ["a.nothing", 1],
  ["import { readFileSync } from 'node:fs';\nconst read = () => readFileSync;", 1],
  ["import missing from './no-such-module.js';", 1],
  ["import missing from './no-such-module.js';", 1],
  ["if (a) { var hoisted = [b] }\nfor (const i of c) i", 1],
  ["type T = { b: typeof b }; interface I extends T {}\nenum E { one }\nclass C implements I { b = '' }", 1],
  ["const t: T = new C(); t\nfunction f(x) {}", 1],
  ["const written = 1\nexport {written}", 2], // as tslab would add it, so that it is taken for whole at once
  ["declare global { interface Array<T> { ours: T } }\nconst g = c.ours", 1],
  ["const later = c.ours; await later", 1],
  ["const syntax = ;", 1],
  ["", 1],
];

test("a cell is compiled as with two whole programs, in one", () => {
  let made = 0;
  const { around } = DraftPrograms.prototype;
  vi.spyOn(DraftPrograms.prototype, "around").mockImplementation(function (this: DraftPrograms, create) {
    return around.call(this, (...args) => {
      made++;
      return create(...args);
    });
  });
  const driver = new CompilerDriver();
  const options = { isJS: false, isBrowser: false };
  const drafting = loadTslab(driver).createConverter(options);
  // Without the wrapper that asks for drafts.
  const tslab = createRequire(import.meta.url)("tslab/dist/converter.js") as Pick<Tslab, "createConverter">;
  const plain = tslab.createConverter(options);
  const compile = (converter: Converter, declarations: string, source: string): unknown => {
    driver.begin(1);
    const result: ConvertResult = converter.convert(declarations, source);
    return { result, bindings: driver.trace.bindings, hoisted: driver.trace.hoisted };
  };
  let declarations = "";
  for (const [source, programs] of CELLS) {
    const expected = compile(plain, declarations, source) as { result: ConvertResult };
    const before = made;
    const got = compile(drafting, declarations, source);
    expect(got, source).toEqual(expected);
    expect(made - before, source).toBe(programs);
    declarations = expected.result.declOutput ?? declarations;
  }
  // What asks about a cell, rather than converting it, sees the cell itself in a whole program.
  const source = "const asked = { name: 1 }; asked.na";
  expect(drafting.complete(declarations, source, source.length)).toEqual(
    plain.complete(declarations, source, source.length),
  );
  drafting.close();
  plain.close();
}, 300_000);
