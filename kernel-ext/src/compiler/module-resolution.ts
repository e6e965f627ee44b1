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

type ResolveModules = NonNullable<ts.CompilerHost["resolveModuleNameLiterals"]>;

/** What a compiler host needs to find the types of imports. */
export interface ModuleResolution {
  readonly resolveModuleNameLiterals: ResolveModules;
  /** True for a file whose imports are to be asked for again although it has not changed. */
  readonly hasInvalidatedResolutions: (path: ts.Path) => boolean;
}

/** How the compiler finds the types of imports: from the importing file, and our own package also from the kernel. */
export function moduleResolution(compiler: TypeScript, host: ts.ModuleResolutionHost): ModuleResolution {
  // Every cell makes a new program, which asks again for all imports of all declarations that are loaded. Those of
  // packages do not change under a running kernel. Failures are only kept for Node's own modules, which are declared
  // rather than found: a package may be installed meanwhile.
  const known = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
  // The files that have other imports. As long as there is none, a cell that imports nothing new is a new file in the old
  // program.
  const unsettled = new Set<string>();
  const resolveModuleNameLiterals: ResolveModules = (literals, containingFile, redirected, options, sourceFile) => {
    const { path } = sourceFile as unknown as { readonly path: ts.Path };
    unsettled.delete(path);
    return literals.map((literal) => {
      const mode = sourceFile && compiler.getModeForUsageLocation(sourceFile, literal, options);
      const resolve = (from: string): ts.ResolvedModuleWithFailedLookupLocations => {
        const key = `${dirname(from)}\0${mode}\0${literal.text}`;
        const kept = known.get(key);
        if (kept !== undefined) return kept;
        const found = compiler.resolveModuleName(literal.text, from, options, host, undefined, redirected, mode);
        if (isBuiltin(literal.text) || isOfPackage(from, found.resolvedModule)) known.set(key, found);
        else unsettled.add(path);
        return found;
      };
      const found = resolve(containingFile);
      if (found.resolvedModule !== undefined || !isOwnPackage(literal.text)) return found;
      return resolve(BESIDE_KERNEL);
    });
  };
  return { resolveModuleNameLiterals, hasInvalidatedResolutions: (path) => unsettled.has(path) };
}

/** True for what was found in a package, or for a declaration file (other than that of the earlier cells) by another. */
function isOfPackage(from: string, found: ts.ResolvedModuleFull | undefined): boolean {
  if (found === undefined) return false;
  const declarations = /\.d\.[cm]?ts$/;
  const byDeclarations = declarations.test(from) && !/[\\/]__prev__\.d\.ts$/.test(from);
  return found.isExternalLibraryImport === true || (byDeclarations && declarations.test(found.resolvedFileName));
}
