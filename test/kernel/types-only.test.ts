import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CompilerDriver } from "../../kernel-ext/src/compiler/ts-shim.js";
import { type Converter, loadTslab } from "../../kernel-ext/src/compiler/tslab.js";

const require = createRequire(join(import.meta.dirname, "../../kernel-ext/src/compiler/tslab.ts"));

const CELLS = [
  "const one = 1; one",
  'import { box, type Box } from "./box"; const boxed = box(one);',
  "class Hidden { #secret = 1; shown = boxed } const hidden = new Hidden();",
  "/** @deprecated {@link one} */ function old(x = hidden): typeof boxed { return x.shown } old()",
  "const wrong: string = old();",
  "export const { shown, ...rest } = hidden; namespace Space { export const inside = shown }",
  "for (var hoisted of [boxed]) { var inner = hoisted.value }",
  "const anonymous = class { private own = 1; };",
  "await Promise.resolve(Space.inside)",
  "let missing = nowhere",
  'const later = await import("./box"); later.box(2)',
  "{ using gone = { [Symbol.dispose]() {} } as Disposable; }",
  "enum Colour { Red } const red = Colour.Red; type Both = Colour | Box<number>;",
  "const both: Both = red; both;",
];

/** What tslab makes of the cells, each knowing those before it that were right. */
function convertAll(converter: Converter, withScript: boolean): object[] {
  let declarations = "";
  const results = CELLS.map((cell) => {
    const { diagnostics, declOutput, output } = converter.convert(declarations, cell);
    expect((output ?? "") !== "", cell).toBe(withScript && diagnostics.length === 0);
    declarations = declOutput ?? declarations;
    return { cell, diagnostics, declarations };
  });
  converter.close();
  return results;
}

/** tslab keeps the compiler that it is loaded with. */
function newConverter(typesOnly: boolean): Converter {
  for (const path of Object.keys(require.cache)) if (/[\\/]tslab[\\/]/.test(path)) delete require.cache[path];
  return loadTslab(new CompilerDriver({ typesOnly })).createConverter({ isJS: false, isBrowser: false });
}

test("where only types are asked for, cells have the findings and declarations that they have with their scripts", () => {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-types-only-"));
  const before = process.cwd();
  writeFileSync(
    join(folder, "box.ts"),
    "export interface Box<T> { value: T } export const box = <T>(value: T): Box<T> => ({ value });",
  );
  process.chdir(folder);
  try {
    expect(convertAll(newConverter(true), false)).toEqual(convertAll(newConverter(false), true));
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
});
