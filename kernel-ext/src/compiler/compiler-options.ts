import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type ts from "typescript";

type TypeScript = typeof ts;

const require = createRequire(import.meta.url);

/** Folder `@types` of our own dependencies, for notebooks in a folder without node_modules. */
function ownTypeRoot(): string {
  return dirname(dirname(require.resolve("@types/node/package.json")));
}

/** Every `node_modules/@types` from `directory` upwards. */
export function typeRootsFrom(directory: string): string[] {
  const roots: string[] = [];
  for (let current = directory; ; current = dirname(current)) {
    const root = join(current, "node_modules", "@types");
    if (existsSync(root)) roots.push(root);
    if (current === dirname(current)) return roots;
  }
}

/** tslab's options with what cells need today: strict checks, `exports` maps, current libraries, source maps. */
export function cellCompilerOptions(
  base: Readonly<Record<string, unknown>>,
  compiler: TypeScript,
  cwd: string,
): ts.CompilerOptions {
  // Options that only tslab's fork of the compiler knows.
  const { noImplicitUseStrict: _sloppy, disableTopLevelAwait: _await, ...options } = base;
  return {
    ...options,
    strict: true,
    sourceMap: true,
    preserveConstEnums: true,
    target: compiler.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    moduleResolution: compiler.ModuleResolutionKind.Bundler,
    // Not every @types package in reach: that costs seconds, and cells are programs for Node.
    types: ["node"],
    typeRoots: [...typeRootsFrom(cwd), ownTypeRoot()],
  };
}
