import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelHarness } from "./kernel-harness.js";

let folder: string;
let kernel: KernelHarness;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function writePackage(name: string, entry: object, source: string, types?: string): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...entry }));
  write(`node_modules/${name}/index.js`, source);
  if (types !== undefined) write(`node_modules/${name}/index.d.ts`, types);
}

beforeAll(async () => {
  // A folder outside of the repository: nothing is found by walking up.
  folder = mkdtempSync(join(tmpdir(), "notebooks-"));
  const esm = (condition: string): object => ({
    type: "module",
    exports: { ".": { types: "./index.d.ts", [condition]: "./index.js" } },
  });
  writePackage(
    "awaits",
    esm("default"),
    "export const v = await Promise.resolve(41);",
    "export declare const v: number;",
  );
  writePackage("only-import", esm("import"), "export const w = 42;", "export declare const w: number;");
  writePackage("common", { main: "index.js" }, "exports.u = 43;", "export declare const u: number;");
  writePackage("untyped", { main: "index.js" }, "module.exports = { t: 44 };");
  writePackage("fails", { main: "index.js" }, "throw new RangeError('at load');", "export declare const x: number;");
  write("util.ts", "export function twice(x: number): number { return 2 * x; }");
  kernel = await KernelHarness.start({ cwd: folder });
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true, force: true });
});

const resultOf = async (code: string): Promise<unknown> => {
  const { result, error } = await kernel.execute(code);
  expect(error).toBeUndefined();
  return result?.["text/plain"];
};

test.each([
  ["with top-level await", "import { v } from 'awaits'; v + 1", "42"],
  ["with only the import condition", "import { w } from 'only-import'; w", "42"],
  ["in CommonJS", "import { u } from 'common'; u", "43"],
  ["without types, as any", "import untyped from 'untyped'; untyped.t", "44"],
  ["by a dynamic import", "const dynamic = await import('only-' + 'import'); dynamic.w", "42"],
  ["by a dynamic import with types", "const typed = await import('awaits'); const sum: number = typed.v; sum", "41"],
])("a package %s is imported", async (_name, code, expected) => {
  expect(await resultOf(code)).toBe(expected);
});

test("a package that throws while it loads gives its own error in the cell", async () => {
  const { error } = await kernel.execute("import { x } from 'fails';\nx");
  expect(error).toMatchObject({ ename: "RangeError", evalue: "at load" });
});

test("a package that is not there is named before the cell runs", async () => {
  const { error, stdout } = await kernel.execute("console.log('ran');\nimport nope from 'not-installed'; nope");
  expect(error!["evalue"]).toMatch(/TS2307: Cannot find module 'not-installed'/);
  expect(stdout).toBe("");
});

test("a package that is installed while the kernel runs is found", async () => {
  expect((await kernel.execute("import { y } from 'added-later'; y")).error).toMatchObject({
    ename: "TypeScriptError",
  });
  writePackage("added-later", { main: "index.js" }, "exports.y = 1;", "export declare const y: number;");
  expect(await resultOf("import { y } from 'added-later'; y")).toBe("1");
});

test("a local TypeScript file is imported with its types, and again after an edit", async () => {
  expect(await resultOf("import { twice } from './util'; twice(4)")).toBe("8");
  write("util.ts", "export function twice(x: number): string { return '2 * ' + x; }");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await resultOf("import { twice } from './util'; twice(4).length")).toBe("5");
});

test("modules beside and above the notebook's folder are imported, with their types, and again after an edit", async () => {
  write(
    "above.ts",
    "import { shared } from './lib/shared.js'; export const above = (x: number): number => x + shared();",
  );
  write("lib/shared.ts", "let calls = 0;\nexport function shared(): number {\n  return ++calls;\n}");
  write("lib/plain.js", "export const plain = 5;");
  write(
    "deep/notebooks/near.ts",
    "import { shared } from '../../lib/shared'; export const near = (): number => shared();",
  );
  const below = await KernelHarness.start({ cwd: join(folder, "deep/notebooks") });
  try {
    const values = async (code: string): Promise<unknown> => {
      const { result, error } = await below.execute(code);
      return error?.["evalue"] ?? result?.["text/plain"];
    };
    expect(await values("import { above } from '../../above'; above(10)")).toBe("11");
    // One module for all who import it.
    expect(await values("import { near } from './near'; near()")).toBe("2");
    expect(await values("import { shared } from '../../lib/shared.js'; [shared(), above(10)].join()")).toBe("'3,14'");
    expect(await values("import { plain } from '../../lib/plain.js'; plain")).toBe("5");
    expect(await values("const text: string = shared();")).toMatch(/TS2322/);
    write("lib/shared.ts", "export function shared(): string { return 'new'; }");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await values("import { shared } from '../../lib/shared'; shared().length")).toBe("3");
    expect(await values("import { no } from '../../lib/none';")).toMatch(/TS2307/);
  } finally {
    await below.stop();
  }
});

test("types alone are never loaded", async () => {
  expect(await resultOf("import type { x } from 'fails'; let typeOnly: typeof x | undefined; typeof typeOnly")).toBe(
    "'undefined'",
  );
});

describe("cellmill in a folder that does not have it", () => {
  test("is found from beside the kernel, with full types", async () => {
    const { error } = await kernel.execute(
      "import { sign } from 'cellmill/jupyter';\nconst wrong: number = sign('k', []);",
    );
    expect(error!["evalue"]).toBe("TS2322: Type 'string' is not assignable to type 'number'.");
    expect(await resultOf("import { sign } from 'cellmill/jupyter'; sign('', [])")).toBe("''");
    expect(await resultOf("(await import('cellmill/jupyter')).sign === sign")).toBe("true");
  });

  test("types of its values live on in later cells", async () => {
    await kernel.execute(
      "import { createMessage } from 'cellmill/jupyter';\nconst made = () => createMessage({ type: 't', session: 's', content: {} });",
    );
    const { error } = await kernel.execute("const id: number = made().header.msg_id;");
    expect(error!["evalue"]).toBe("TS2322: Type 'string' is not assignable to type 'number'.");
  });

  test("a subpath that it does not have is refused", async () => {
    const { error } = await kernel.execute("import {} from 'cellmill/no-such-part';");
    expect(error!["evalue"]).toMatch(/Cannot find module 'cellmill\/no-such-part'/);
  });
});
