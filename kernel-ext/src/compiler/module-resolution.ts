import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";

type TypeScript = typeof ts;

/** A file beside this package: names that it resolves are found wherever the kernel is installed. */
const BESIDE_KERNEL = join(dirname(fileURLToPath(import.meta.url)), "resolve-from-here.ts");

/** True for `cellmill` and its subpaths, which resolve from beside the kernel when the notebook's folder lacks them. */
export function isOwnPackage(specifier: string): boolean {
  return specifier === "cellmill" || specifier.startsWith("cellmill/");
}

/** How the compiler finds the types of imports: from the importing file, and our own package also from the kernel. */
export function moduleNameResolver(
  compiler: TypeScript,
  host: ts.ModuleResolutionHost,
): NonNullable<ts.CompilerHost["resolveModuleNameLiterals"]> {
  return (literals, containingFile, redirected, options, sourceFile) =>
    literals.map((literal) => {
      // No cache of failures: a package may be installed while the kernel runs.
      const resolve = (from: string): ts.ResolvedModuleWithFailedLookupLocations =>
        compiler.resolveModuleName(
          literal.text,
          from,
          options,
          host,
          undefined,
          redirected,
          sourceFile && compiler.getModeForUsageLocation(sourceFile, literal, options),
        );
      const found = resolve(containingFile);
      if (found.resolvedModule !== undefined || !isOwnPackage(literal.text)) return found;
      return resolve(BESIDE_KERNEL);
    });
}
