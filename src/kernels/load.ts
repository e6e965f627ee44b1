import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { referenceKernels } from "./reference.js";
import type { Kernels } from "./types.js";
import { wasmKernels } from "./wasm.js";
import { webAssembly } from "./web-assembly.js";

let loaded: Promise<Kernels> | undefined;

/** The kernels of this thread: one WASM module instance, made on first use. `reference` forces the specification. */
export function loadKernels(target: "wasm" | "reference" = "wasm"): Promise<Kernels> {
  if (target === "reference") return Promise.resolve(referenceKernels);
  loaded ??= loadWasm();
  return loaded;
}

async function loadWasm(): Promise<Kernels> {
  // Found through package.json's `imports`, so that sources under test and dist agree on the one built module.
  const file = createRequire(import.meta.url).resolve("#kernels.wasm");
  return wasmKernels(await webAssembly.compile(await readFile(file)));
}
