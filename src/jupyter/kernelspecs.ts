import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { KernelError, NotFoundError, nearestNames } from "../core/index.js";
import { type Environment, jupyterPath } from "./jupyter-paths.js";

/** How to start a kernel, as its `kernel.json` says. */
export interface KernelSpec {
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interruptMode: "signal" | "message";
  /** Folder of the kernel.json; "" for the built-in spec. */
  readonly resourceDir: string;
}

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
  for (const folder of jupyterPath(options.env)) {
    for (const name of foldersOf(join(folder, "kernels"))) {
      const key = name.toLowerCase();
      const spec = specs.has(key) ? undefined : readKernelspec(join(folder, "kernels", name), key);
      if (spec !== undefined) specs.set(key, spec);
    }
  }
  return specs;
}

/** The kernelspec of that name, whatever its case; `cellmill` is always the built-in one. */
export function resolveKernelspec(name: string, options: FindKernelspecsOptions = {}): KernelSpec {
  const key = name.toLowerCase();
  const builtin = key === BUILTIN_KERNEL ? builtinKernelspec() : undefined;
  if (builtin !== undefined) return builtin;
  for (const folder of jupyterPath(options.env)) {
    const found = foldersOf(join(folder, "kernels")).find((entry) => entry.toLowerCase() === key);
    const spec = found === undefined ? undefined : readKernelspec(join(folder, "kernels", found), key);
    if (spec !== undefined) return spec;
  }
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
    ...(near.length > 0 ? { hint: `Did you mean ${near.join(", ")}?` } : {}),
  });
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

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** The spec in a folder, or `undefined` if its kernel.json is missing or broken: Jupyter passes over such folders. */
function readKernelspec(folder: string, name: string): KernelSpec | undefined {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const argv = json["argv"];
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((item) => typeof item === "string")) return undefined;
  return {
    name,
    displayName: typeof json["display_name"] === "string" ? json["display_name"] : name,
    language: typeof json["language"] === "string" ? json["language"] : "",
    argv: [ownPython(argv[0] as string, folder), ...argv.slice(1)],
    env: stringsOf(json["env"]),
    interruptMode: json["interrupt_mode"] === "message" ? "message" : "signal",
    resourceDir: folder,
  };
}

// A spec inside a Python environment says just "python"; Jupyter, which runs in that environment, takes its own.
function ownPython(command: string, folder: string): string {
  if (!/^python(3(\.\d+)?)?$/.test(command)) return command;
  const candidate = join(folder, "..", "..", "..", "..", "bin", command);
  return existsSync(candidate) ? candidate : command;
}

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string")) as Record<
    string,
    string
  >;
}
