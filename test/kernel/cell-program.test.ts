import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cellPrograms } from "../../kernel-ext/src/compiler/cell-program.js";
import type { CreateProgram } from "../../kernel-ext/src/compiler/draft-program.js";

const CELL = "__tslab__.ts";
const FILES: Readonly<Record<string, string>> = {
  "helper.ts": 'import { deep } from "./folder/deep.js"; export const helper = deep;',
  "folder/deep.ts": 'import type { Shape } from "../shape.js"; export const deep: Shape = { side: 1 };',
  "shape.d.ts": 'import type { Unit } from "./unit.js"; export interface Shape { side: Unit }',
  "unit.ts": "export type Unit = number;",
  "ambient-one.ts": 'declare module "many" { export const one: 1 } export {};',
  "ambient-two.d.ts": 'declare module "many" { export const one: 1 }',
  "ambient-three.d.ts": 'declare module "many" { export const three: 3 }',
  "single.d.ts": 'declare module "single" { export const single: 1 }',
  "augments.ts": 'import "./helper.js"; declare module "./helper.js" { export const more: 1 }',
  "referring.ts": '/// <reference path="./script.ts" />\nexport const referring = inScript;',
  "script.ts": "const inScript = 1;",
  "circle.ts": 'import { helper } from "./helper.js"; import * as self from "./circle.js"; export { self, helper };',
  "types/typed/index.d.ts": '/// <reference path="./more.d.ts" />\ndeclare const typed: Unused;',
  "types/typed/more.d.ts": "interface Unused {}",
  "referring-types.ts": '/// <reference types="typed" />\nexport const referringTypes = typed;',
  "unused.ts": "export const unused = 1;",
};
const CELLS = [
  "export {};",
  'export {}; import { helper } from "./helper.js";',
  'export {}; import type { Shape } from "./shape.js";',
  'export {}; import { circle } from "./circle.js"; import missing from "./missing.js"',
  'export {}; import { single } from "single"; import "./single.js";',
  'export {}; const shape: import("./shape.js").Shape = await import("./folder/deep.js");',
  'export {}; import "./augments.js";',
  'export {}; export * from "./referring.js";',
  'export {}; import "./referring-types.js";',
  'export {}; import "./ambient-one.js"; import { one } from "many";',
  'export {}; declare global { interface Array<T> { ours: T } } import "./unit.js";',
  'export {}; declare module "./unit.js" { interface More {} }',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-cell-program-"));
  for (const below of ["folder", "types/typed"]) mkdirSync(join(folder, below), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a cell depends on the files that the compiler's own builder finds, in each of many programs", () => {
  const create = cellPrograms(ts, CELL);
  const stock = ts.createEmitAndSemanticDiagnosticsBuilderProgram as CreateProgram;
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es5.d.ts"],
    types: ["typed"],
    typeRoots: [join(folder, "types")],
  };
  const host = ts.createIncrementalCompilerHost(options);
  const read = host.getSourceFile;
  const libraries = new Map<string, ts.SourceFile | undefined>();
  host.getSourceFile = (name, ...rest) => {
    if (name.endsWith(CELL)) return read(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, read(name, ...rest));
    return libraries.get(name);
  };
  const paths = (names: readonly string[]): string[] => names.map((name) => join(folder, name));
  for (const others of [[], ["ambient-two.d.ts", "ambient-three.d.ts", "single.d.ts"]]) {
    let ours: ts.BuilderProgram | undefined;
    let theirs: ts.BuilderProgram | undefined;
    // Twice, so that each kind of cell follows others.
    for (const source of [...CELLS, ...CELLS]) {
      writeFileSync(join(folder, CELL), source);
      ours = create(paths([CELL, ...others]), options, host, ours);
      theirs = stock(paths([CELL, ...others]), options, host, theirs);
      const found = [ours, theirs].map((builder) => {
        const cell = builder.getSourceFile(join(folder, CELL));
        if (cell === undefined) throw new Error("the program lacks the cell");
        return [...builder.getAllDependencies(cell)].sort();
      });
      expect(found[0], `${source} beside ${others}`).toEqual(found[1]);
    }
  }
});
