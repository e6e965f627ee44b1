import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import { isOwnPackage } from "../compiler/module-resolution.js";
import { redirectTslabDisplay } from "../compiler/tslab.js";

type Require = (id: string) => unknown;

const ownRequire = createRequire(import.meta.url);

/** Errors of `require` that a native `import()` does not have: top-level await, and packages with only `import`. */
const NEEDS_NATIVE_IMPORT = new Set(["ERR_REQUIRE_ASYNC_MODULE", "ERR_REQUIRE_ESM", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

/**
 * Loads the modules of cells from the notebook's folder. `cellmill` itself is found from beside the kernel when the
 * folder does not have it.
 */
export class ModuleLoader {
  readonly #native = new Map<string, unknown>();
  readonly #importFromCwd: (specifier: string) => Promise<unknown>;
  readonly #folderRequire: NodeJS.Require;
  readonly #writeTslabDisplay: Parameters<typeof redirectTslabDisplay>[0];

  constructor(cwd: string, writeTslabDisplay: Parameters<typeof redirectTslabDisplay>[0]) {
    this.#writeTslabDisplay = writeTslabDisplay;
    this.#folderRequire = createRequire(join(cwd, "cell.js"));
    silenceLoaderWarning();
    this.#importFromCwd = new vm.Script("(specifier) => import(specifier)", {
      // The file does not exist; its path says from where names resolve.
      filename: join(cwd, "cell.mjs"),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as (specifier: string) => Promise<unknown>;
  }

  /** `require` for cells: `base` (tslab's, which knows local TypeScript files) with our additions. */
  wrap(base: Require): Require {
    const load = (id: string): unknown => {
      const native = this.#native.get(id);
      if (native !== undefined) return native;
      if (id === "tslab") redirectTslabDisplay(this.#writeTslabDisplay);
      try {
        return base(id);
      } catch (error) {
        if (isOwnPackage(id) && isMissing(error, id)) return ownRequire(id);
        throw error;
      }
    };
    return new Proxy(base, { apply: (_target, _this, args: [string]) => load(args[0]) });
  }

  /** Loads ahead what `require` cannot load: ES modules that use top-level await. */
  async preload(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (/^(node:|\.{0,2}\/)/.test(id) || id === "tslab" || this.#native.has(id)) continue;
      try {
        this.#folderRequire(id);
      } catch (error) {
        if (!NEEDS_NATIVE_IMPORT.has(errorCode(error))) continue; // the cell meets the error at its own line
        const module = await this.import(id).catch(() => undefined);
        if (module !== undefined) this.#native.set(id, module);
      }
    }
  }

  /** A real `import()`, resolved from the notebook's folder. */
  async import(specifier: string): Promise<unknown> {
    try {
      return await this.#importFromCwd(specifier);
    } catch (error) {
      if (isOwnPackage(specifier) && isMissing(error, specifier)) return import(specifier);
      throw error;
    }
  }
}

function errorCode(error: unknown): string {
  return String((error as { readonly code?: unknown } | null)?.code ?? "");
}

function isMissing(error: unknown, id: string): boolean {
  const code = errorCode(error);
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED") return true;
  return (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") && String(error).includes(id.split("/")[0]!);
}

/** Node calls this way of importing experimental, once, in the middle of the user's output. */
function silenceLoaderWarning(): void {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) emitWarning(warning, ...rest);
  }) as typeof process.emitWarning;
}
