import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { OptionError } from "../core/index.js";
import type { Engine } from "./engine/engine.js";
import { registerEngine } from "./engine/registry.js";
import type { NotebookHandler } from "./io/handler.js";
import { registerNotebookHandler } from "./io/registry.js";
import { registerTranslator } from "./translators/registry.js";
import type { Translator } from "./translators/translator.js";

/** What a plug-in gets. */
export interface PluginHost {
  registerEngine(name: string, engine: Engine): void;
  /** For paths that start with the prefix, such as `gs://`. */
  registerNotebookHandler(prefix: string, handler: NotebookHandler): void;
  registerTranslator(name: string, translator: Translator): void;
}

/** What the module of a plug-in exports, by name or as its default. */
export interface Plugin {
  register(host: PluginHost): void | Promise<void>;
}

const host: PluginHost = { registerEngine, registerNotebookHandler, registerTranslator };

/**
 * Loads plug-ins by the names of their modules: files (absolute, or starting with a dot, as seen from `from`) or
 * packages installed there. Only names that the user gave are loaded, never what a notebook says.
 */
export async function loadPlugins(names: readonly string[], from: string = process.cwd()): Promise<void> {
  for (const name of names) {
    const plugin = await importPlugin(name, from);
    if (typeof plugin.register !== "function")
      throw new OptionError({
        what: "the plug-in is of no use",
        where: name,
        expected: "an exported function register(host)",
      });
    await plugin.register(host);
  }
}

async function importPlugin(name: string, from: string): Promise<Partial<Plugin>> {
  try {
    const isFile = /^(\.{0,2}[\\/]|[A-Za-z]:)/.test(name);
    const module = await (isFile ? import(pathToFileURL(resolve(from, name)).href) : importPackage(name, from));
    return "register" in module ? module : (module.default ?? module);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new OptionError({ what: "the plug-in cannot be loaded", where: name, got, cause });
  }
}

type PluginModule = Partial<Plugin> & { readonly default?: Partial<Plugin> };

async function importPackage(name: string, from: string): Promise<PluginModule> {
  try {
    return await import(pathToFileURL(createRequire(join(from, "package.json")).resolve(name)).href);
  } catch (error) {
    // Such a package is for `import` only, which takes no folder to start from but that of the code it stands in.
    if ((error as NodeJS.ErrnoException).code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    return importFrom(name, from);
  }
}

/** Imports as a module in the folder would. */
async function importFrom(name: string, from: string): Promise<PluginModule> {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) emitWarning.call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    const script = new vm.Script("(name) => import(name)", {
      filename: join(from, "plugin.mjs"),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return await (script.runInThisContext() as (name: string) => Promise<PluginModule>)(name);
  } finally {
    process.emitWarning = emitWarning;
  }
}
