import { isBuiltin } from "node:module";
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
  // Every cell makes a new program, which asks again for all imports of all declarations that are loaded. Those of
  // packages do not change under a running kernel. Failures are only kept for Node's own modules, which are declared
  // rather than found: a package may be installed meanwhile.
  const known = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
  return (literals, containingFile, redirected, options, sourceFile) =>
    literals.map((literal) => {
      const mode = sourceFile && compiler.getModeForUsageLocation(sourceFile, literal, options);
      const resolve = (from: string): ts.ResolvedModuleWithFailedLookupLocations => {
        const key = `${dirname(from)}\0${mode}\0${literal.text}`;
        const kept = known.get(key);
        if (kept !== undefined) return kept;
        const found = compiler.resolveModuleName(literal.text, from, options, host, undefined, redirected, mode);
        if (isBuiltin(literal.text) || isOfPackage(from, found.resolvedModule)) known.set(key, found);
        return found;
      };
      const found = resolve(containingFile);
      if (found.resolvedModule !== undefined || !isOwnPackage(literal.text)) return found;
      return resolve(BESIDE_KERNEL);
    });
}

/** True for what was found in a package, or for a declaration file (other than that of the earlier cells) by another. */
function isOfPackage(from: string, found: ts.ResolvedModuleFull | undefined): boolean {
  if (found === undefined) return false;
  const declarations = /\.d\.[cm]?ts$/;
  const byDeclarations = declarations.test(from) && !/[\\/]__prev__\.d\.ts$/.test(from);
  return found.isExternalLibraryImport === true || (byDeclarations && declarations.test(found.resolvedFileName));
}
