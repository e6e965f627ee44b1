// Compiles the WebAssembly kernels and both packages into dist/.
import { run } from "./lib/run.mjs";

const commands = [
  ["scripts/build-wasm.mjs"],
  // By path: tslab's fork of TypeScript owns node_modules/.bin/tsc.
  ["node_modules/typescript/bin/tsc", "-b", ".", "kernel-ext"],
];
for (const args of commands) {
  const code = await run(process.execPath, args);
  if (code !== 0) process.exit(code);
}
