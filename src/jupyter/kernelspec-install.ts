import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkOption, KernelError, NotFoundError, rejectUnknown } from "../core/index.js";
import { type Environment, jupyterDataDir } from "./jupyter-paths.js";
import { BUILTIN_KERNEL, builtinKernelspec } from "./kernelspecs.js";

export interface InstallKernelspecOptions {
  /** Name of the kernelspec's folder, by which notebooks ask for it. Default `cellmill`. */
  readonly name?: string;
  /** What front ends show. Default `TypeScript (cellmill)`. */
  readonly displayName?: string;
  /** Install below `PREFIX/share/jupyter` (a virtual environment, say) instead of the user's data folder. */
  readonly prefix?: string;
  /** The variables that say where Jupyter's folders are. Default `process.env`. */
  readonly env?: Environment;
}

export interface RemoveKernelspecOptions {
  readonly name?: string;
  readonly prefix?: string;
  readonly env?: Environment;
}

/** Key in kernel.json's metadata by which we know our own specs again. */
const METADATA_KEY = "cellmill";

/**
 * Writes the kernel.json of our kernel for Jupyter and editors and returns its folder. Needs no Python: the file says
 * how to start Node, by its absolute path, because editors started from a desktop have no PATH to find it.
 */
export function installKernelspec(options: InstallKernelspecOptions = {}): string {
  const { name = BUILTIN_KERNEL, displayName, prefix, env, ...rest } = options;
  rejectUnknown(rest, "installKernelspec", ["name", "displayName", "prefix", "env"]);
  const spec = builtinKernelspec();
  if (spec === undefined) {
    throw new KernelError({
      what: "the package cellmill-kernel is not installed",
      hint: "Install it beside cellmill: npm install cellmill-kernel",
    });
  }
  const folder = kernelspecFolder(name, prefix, env);
  const existing = readJson(join(folder, "kernel.json"));
  if (existing !== undefined && !isOurs(existing)) {
    throw new KernelError({
      what: "a kernelspec of another program has this name",
      where: folder,
      hint: "Choose another with --name.",
    });
  }
  mkdirSync(folder, { recursive: true });
  const kernelJson = {
    argv: spec.argv,
    display_name: displayName ?? spec.displayName,
    language: spec.language,
    interrupt_mode: spec.interruptMode,
    env: {},
    metadata: { [METADATA_KEY]: { node: process.version } },
  };
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelJson, null, 2)}\n`);
  return folder;
}

/** Removes a kernelspec that `installKernelspec` wrote and returns its folder; refuses those of other programs. */
export function removeKernelspec(options: RemoveKernelspecOptions = {}): string {
  const { name = BUILTIN_KERNEL, prefix, env, ...rest } = options;
  rejectUnknown(rest, "removeKernelspec", ["name", "prefix", "env"]);
  const folder = kernelspecFolder(name, prefix, env);
  const existing = readJson(join(folder, "kernel.json"));
  if (existing === undefined) throw new NotFoundError({ what: `no kernelspec "${name}" is installed`, where: folder });
  if (!isOurs(existing)) {
    throw new KernelError({ what: `the kernelspec "${name}" belongs to another program`, where: folder });
  }
  rmSync(folder, { recursive: true });
  return folder;
}

// Jupyter's rule for names: ASCII letters, digits, and - . _
function kernelspecFolder(name: string, prefix: string | undefined, env: Environment | undefined): string {
  checkOption(
    /^[a-z0-9._-]+$/i.test(name) && !/^\.+$/.test(name),
    "kernelspec",
    "name",
    "letters, digits, - . _",
    name,
  );
  const data = prefix === undefined ? jupyterDataDir(env) : join(resolve(prefix), "share", "jupyter");
  return join(data, "kernels", name.toLowerCase());
}

function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function isOurs(kernelJson: Readonly<Record<string, unknown>>): boolean {
  const metadata = kernelJson["metadata"];
  return typeof metadata === "object" && metadata !== null && METADATA_KEY in metadata;
}
