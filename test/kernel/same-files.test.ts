import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CreateProgram } from "../../kernel-ext/src/compiler/draft-program.js";
import { keepingFiles } from "../../kernel-ext/src/compiler/same-files.js";

const CELL = "__tslab__.ts";
const EARLIER = "__prev__.d.ts";
const FILES: Readonly<Record<string, string>> = {
  "lib.d.ts": `interface Array<T> { length: number; [n: number]: T } interface Boolean {} interface CallableFunction {}
    interface Function {} interface IArguments {} interface NewableFunction {} interface Number {} interface Object {}
    interface RegExp {} interface String {} interface Promise<T> { then(value: T): void }`,
  "node_modules/alpha/package.json": '{ "name": "alpha", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/alpha/index.d.ts": 'export * from "./deep/shape.js"; export { beta } from "beta";',
  "node_modules/alpha/deep/shape.d.ts":
    "export declare class Shape { side: number } export declare function makeShape(): Shape;",
  "node_modules/beta/package.json": '{ "name": "beta", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/beta/index.d.ts":
    'import { Shape } from "alpha/deep/shape.js"; export declare const beta: { shape: Shape };',
  "node_modules/script/package.json": '{ "name": "script", "version": "1.0.0", "main": "index.js" }',
  "node_modules/script/index.js": "export const script = 1;",
  "helper.ts": 'import { makeShape } from "alpha"; export const helper = makeShape();',
  "ambient.d.ts":
    'declare module "ambient" { export const ambient: 1; } declare module "alpha" { interface Shape { area: 2 } }',
  "global.ts": "declare global { interface Array<T> { ours: T } } export const inGlobal = [1];",
};
const PARTS = [
  'import { makeShape } from "alpha"; export const a = makeShape();',
  'import { beta } from "beta"; export const b = beta.shape;',
  'import { helper } from "./helper.js"; export const c = helper;',
  'import "./ambient.js"; import { ambient } from "ambient"; export const d = ambient;',
  'import { inGlobal } from "./global.js"; export const e = inGlobal.ours;',
  'import { script } from "script"; export const f = script;',
  'import { missing } from "missing"; export const g = missing;',
  'export const h = {} as import("alpha/deep/shape.js").Shape;',
  'import type { Shape } from "./node_modules/alpha/deep/shape.js"; export const i: Shape | 0 = 0;',
  "export const j = [1].ours;",
  'export const k = import("beta");',
  'export declare const l: typeof import("./helper.js");',
  'declare module "alpha" { interface Shape { more: 3 } } export const m = 1;',
];
const DECLARED = [
  'import * as p from "alpha"; export declare let n: p.Shape;',
  'export declare let o: import("beta").Missing;',
  'export declare let q: import("./helper.js").Missing;',
  'import { ambient } from "ambient"; export { ambient };',
  'import "./global.js";',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-same-files-"));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Internals extends ts.Program {
  readonly structureIsReused: number;
  getFileIncludeReasons(): ReadonlyMap<string, readonly { readonly file?: string; readonly index?: number }[]>;
  getResolvedModule(
    file: ts.SourceFile,
    name: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

/** All that a cell's program answers, with no order where only a set is meant. */
function answers(program: Internals, roots: readonly string[]): object {
  const files = program.getSourceFiles().map(({ fileName }) => fileName);
  const ofRoots = roots.map((root) => {
    const file = program.getSourceFile(root) as ts.SourceFile & { readonly imports: readonly ts.StringLiteral[] };
    let declarations = "";
    program.emit(file, (_name, text) => (declarations += text), undefined, true);
    const found = [...program.getSemanticDiagnostics(file), ...program.getDeclarationDiagnostics(file)];
    return {
      declarations,
      found: found.map(({ code, messageText, start }) => ({ code, messageText, start })),
      resolved: file.imports.map((literal) => {
        const mode = program.getModeForUsageLocation(file, literal);
        return program.getResolvedModule(file, literal.text, mode)?.resolvedModule?.resolvedFileName;
      }),
    };
  });
  const byRoot = [...program.getFileIncludeReasons()].flatMap(([path, reasons]) => {
    const ours = reasons.filter(
      ({ file }) => file !== undefined && roots.some((root) => root.toLowerCase() === file.toLowerCase()),
    );
    return ours.map(({ file, index }) => `${path} ${file} ${index}`);
  });
  return { files: files.sort(), ofRoots, byRoot: byRoot.sort() };
}

test("a program that takes the files of the one before answers as one made from nothing, whatever the cells import", () => {
  const roots = [join(folder, EARLIER), join(folder, CELL)];
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: [join(folder, "lib.d.ts")],
    types: [],
    declaration: true,
    skipLibCheck: true,
  };
  const texts = new Map<string, string>();
  const libraries = new Map<string, ts.SourceFile | undefined>();
  const newHost = (): ts.CompilerHost => {
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile;
    let cells = new Map<string, ts.SourceFile>();
    host.getSourceFile = (name, language, ...rest) => {
      const text = texts.get(name);
      if (text === undefined) {
        if (!libraries.has(name)) libraries.set(name, read(name, language, ...rest));
        return libraries.get(name);
      }
      const known = cells.get(name);
      if (known?.text === text) return known;
      const file = ts.createSourceFile(name, text, language);
      cells = new Map(cells).set(name, file);
      return file;
    };
    host.getSourceFileByPath = (name, _path, ...rest) => host.getSourceFile(name, ...rest);
    host.getCurrentDirectory = () => folder;
    host.resolveModuleNameLiterals = (literals, from, redirected, all, file) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(file, literal, all);
        return ts.resolveModuleName(literal.text, from, all, host, undefined, redirected, mode);
      });
    return Object.assign(host, { hasChangedAutomaticTypeDirectiveNames: () => false });
  };

  const some = (parts: readonly string[], maxLength: number): fc.Arbitrary<string> =>
    fc.shuffledSubarray([...parts], { maxLength }).map((chosen) => ["export {};", ...chosen].join("\n"));
  let reused = 0;
  const walk = (steps: readonly (readonly [earlier: string, cell: string])[]): void => {
    const create = keepingFiles(ts, ts.createAbstractBuilder as CreateProgram);
    const host = newHost();
    let before: ts.BuilderProgram | undefined;
    let importsBefore = "";
    for (const [earlier, cell] of steps) {
      texts.set(roots[0] as string, earlier).set(roots[1] as string, cell);
      before = create(roots, options, host, before);
      const ours = before.getProgram() as Internals;
      const plain = ts.createProgram(roots, options, newHost()) as Internals;
      expect(answers(ours, roots)).toEqual(answers(plain, roots));
      const imports = roots.map((root) =>
        ts.preProcessFile(texts.get(root) ?? "").importedFiles.map((each) => each.fileName),
      );
      if (ours.structureIsReused === 2 && importsBefore !== imports.join()) reused++;
      importsBefore = imports.join();
    }
  };
  // Beside what all earlier declarations import, so that some steps lead to the same files and others do not.
  const steps = fc.tuple(some(PARTS, 9), fc.array(fc.tuple(some(DECLARED, 3), some(PARTS, 3)), { maxLength: 8 }));
  const property = fc.property(steps, ([always, each]) =>
    walk(each.map(([earlier, cell]) => [`${always}\n${earlier}`, cell])),
  );
  fc.assert(property, { numRuns: 50, seed: 20_251 });
  expect(reused).toBeGreaterThan(5);
});
