// Compiles the WebAssembly kernels and both packages into dist/, and copies what is not compiled.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./lib/run.mjs";

const commands = [
  ["scripts/build-wasm.mjs"],
  // By path: tslab's fork of TypeScript owns node_modules/.bin/tsc.
  ["node_modules/typescript/bin/tsc", "-b", ".", "kernel-ext"],
];
for (const args of commands) {
  const code = await run(process.execPath, args);
  if (code !== 0) process.exit(code);
}
const python = "jupyter/forks/kernel_fork_server.py";
copyFileSync(join(root, "src", python), join(root, "dist", python));
