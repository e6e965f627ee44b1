import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isCellmillError, KernelError, NotFoundError, nearestNames } from "../core/index.js";
import { type Environment, kernelFolders } from "./jupyter-paths.js";
import type { KernelSpec } from "./kernelspec.js";
import { NATIVE_KERNEL, nativeKernelspec } from "./native-kernelspec.js";
import { readKernelspec } from "./read-kernelspec.js";

export type { KernelSpec } from "./kernelspec.js";

export interface FindKernelspecsOptions {
  /** The variables that say where Jupyter's folders are. Default `process.env`. */
  readonly env?: Environment;
}

/** Name of the built-in TypeScript kernel. */
export const BUILTIN_KERNEL = "cellmill";

/** All kernelspecs of the machine by lower-case name, in Jupyter's order (first match wins), and the built-in one. */
export function findKernelspecs(options: FindKernelspecsOptions = {}): Map<string, KernelSpec> {
  const specs = new Map<string, KernelSpec>();
  const builtin = builtinKernelspec();
  if (builtin !== undefined) specs.set(BUILTIN_KERNEL, builtin);
  for (const [name, folder] of specFolders(options.env)) {
    if (specs.has(name)) continue;
    try {
      specs.set(name, readKernelspec(folder, name));
    } catch (error) {
      // Left out, as Jupyter does; who asks for it by name is told.
      if (!isCellmillError(error, "KernelError")) throw error;
    }
  }
  const native = specs.has(NATIVE_KERNEL) ? undefined : nativeKernelspec(options.env);
  if (native !== undefined) specs.set(NATIVE_KERNEL, native);
  return specs;
}

/** The kernelspec of that name, whatever its case; `cellmill` is always the built-in one. */
export function resolveKernelspec(name: string, options: FindKernelspecsOptions = {}): KernelSpec {
  const key = name.toLowerCase();
  const builtin = key === BUILTIN_KERNEL ? builtinKernelspec() : undefined;
  if (builtin !== undefined) return builtin;
  const folder = specFolders(options.env).get(key);
  if (folder !== undefined) return readKernelspec(folder, key);
  const native = key === NATIVE_KERNEL ? nativeKernelspec(options.env) : undefined;
  if (native !== undefined) return native;
  if (key === BUILTIN_KERNEL) {
    throw new KernelError({
      what: "the package cellmill-kernel is not installed",
      where: `kernel "${name}"`,
      hint: "Install it beside cellmill: npm install cellmill-kernel",
    });
  }
  const known = [...findKernelspecs(options).keys()].sort();
  const near = nearestNames(name, known);
  throw new NotFoundError({
    what: `no kernel named "${name}" is installed`,
    expected: `one of ${known.join(", ")}`,
    hint: [...(near.length > 0 ? [`Did you mean ${near.join(", ")}?`] : []), howToInstall(key)].join(" "),
  });
}

/** What makes a kernel known. Notebooks of Python that were made elsewhere are why most people need it. */
function howToInstall(name: string): string {
  const share = "set JUPYTER_PATH to the share/jupyter folder that has its kernels/";
  if (!name.startsWith("python")) return `If it is installed elsewhere, ${share}.`;
  return `Activate the environment that has ipykernel, or run "python -m ipykernel install --user" in it, or ${share}.`;
}

/** The spec of the kernel in the package `cellmill-kernel`, beside this package or where we work, if it is there. */
export function builtinKernelspec(): KernelSpec | undefined {
  const folder =
    kernelPackage(import.meta.url) ?? kernelPackage(pathToFileURL(join(process.cwd(), "package.json")).href);
  if (folder === undefined) return undefined;
  return {
    name: BUILTIN_KERNEL,
    displayName: "TypeScript (cellmill)",
    language: "typescript",
    // The flag lets an endless loop inside a timer be stopped without the process dying.
    argv: [process.execPath, "--no-force-async-hooks-checks", join(folder, "dist", "main.js"), "{connection_file}"],
    env: {},
    interruptMode: "message",
    resourceDir: "",
  };
}

/** The folder of the package cellmill-kernel as seen from a file, or `undefined`. */
function kernelPackage(from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve("cellmill-kernel/package.json"));
  } catch {
    return undefined;
  }
}

/** The folders of kernelspecs by lower-case name, in Jupyter's order: the first of a name wins. */
function specFolders(env: Environment | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of kernelFolders(env)) {
    for (const name of foldersOf(folder)) {
      const path = join(folder, name);
      if (!found.has(name.toLowerCase()) && existsSync(join(path, "kernel.json"))) found.set(name.toLowerCase(), path);
    }
  }
  return found;
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
