import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type TypeScript from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

// The oldest compiler that may read our declarations: a stock tslab kernel has 5.0.4, with resolution that knows no `exports`.
const ts = require("@tslab/typescript-for-tslab") as typeof TypeScript;

const manifest = require(join(root, "package.json")) as { exports: Record<string, unknown> };
const subpaths = Object.keys(manifest.exports).filter((key) => key !== "./package.json" && !key.endsWith("/vitest"));

/** The messages of compiling the text as a file of the notebooks folder. */
function diagnostics(text: string): string[] {
  const fileName = join(root, "notebooks", "cell.ts");
  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    lib: ["lib.es2022.d.ts"],
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, target, ...rest) =>
    name === fileName ? ts.createSourceFile(name, text, target) : getSourceFile.call(host, name, target, ...rest);
  const program = ts.createProgram([fileName], options, host);
  const file = program.getSourceFile(fileName);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((each) =>
    ts.flattenDiagnosticMessageText(each.messageText, "\n"),
  );
}

describe("the declarations, read by TypeScript 5.0.4 as a cell reads them", () => {
  it.each(subpaths)("give every export of %s a type", (subpath) => {
    const name = `cellmill${subpath.slice(1)}`;
    const values = Object.keys(require(name) as object);
    const lines = values.map(
      (value) => `
        export const ${value}_is: IsAny<typeof m.${value}> = false;
        export const ${value}_gives: IsAny<Result<typeof m.${value}>> = false;`,
    );
    const text = `
      import * as m from "${name}";
      type IsAny<T> = 0 extends 1 & T ? true : false;
      type Result<T> = T extends (...args: never[]) => infer R ? Awaited<R> : undefined;
      ${lines.join("")}`;
    expect(values.length).toBeGreaterThan(0);
    expect(diagnostics(text)).toEqual([]);
  });

  it("do not let a wrong type pass", () => {
    expect(diagnostics('import { sampleUri } from "cellmill";\nexport const n: number = await sampleUri();')).toEqual([
      "Type 'string' is not assignable to type 'number'.",
    ]);
  });
});
