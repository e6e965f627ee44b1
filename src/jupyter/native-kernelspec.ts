import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { activePrefixes, type Environment } from "./jupyter-paths.js";
import type { KernelSpec } from "./kernelspec.js";

/** The name that Jupyter gives the kernel of its own Python. */
export const NATIVE_KERNEL = "python3";

/**
 * The Python kernel of the active environment, which is there wherever ipykernel is installed, also if no kernelspec says
 * so (Jupyter's `ensure_native_kernel`).
 */
export function nativeKernelspec(env: Environment = process.env): KernelSpec | undefined {
  for (const prefix of activePrefixes(env)) {
    const python = join(prefix, "bin", "python");
    const resourceDir = existsSync(python) ? ipykernelResources(prefix) : undefined;
    if (resourceDir === undefined) continue;
    return {
      name: NATIVE_KERNEL,
      displayName: "Python 3 (ipykernel)",
      language: "python",
      argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      env: {},
      interruptMode: "signal",
      resourceDir,
    };
  }
  return undefined;
}

function ipykernelResources(prefix: string): string | undefined {
  const libraries = join(prefix, "lib");
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries)
    .filter((name) => /^python3\.\d+$/.test(name))
    .map((name) => join(libraries, name, "site-packages", "ipykernel", "resources"))
    .find((folder) => existsSync(folder));
}
