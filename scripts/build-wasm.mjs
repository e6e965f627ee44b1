// Compiles the AssemblyScript kernels to dist/kernels/wasm/kernels.wasm; does nothing when they are up to date.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "src/kernels/wasm/assembly");
const target = join(root, "dist/kernels/wasm/kernels.wasm");

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Builds the module; true if it had to. */
export async function buildWasm() {
  const sources = readdirSync(folder).map((name) => join(folder, name));
  const newest = Math.max(modified(fileURLToPath(import.meta.url)), modified(folder), ...sources.map(modified));
  if (modified(target) > newest) return false;
  mkdirSync(dirname(target), { recursive: true });
  const asc = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main(
    [
      join(folder, "index.ts"),
      ...["--outFile", target, "--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert"],
      ...["--enable", "simd", "--runtime", "stub", "--maximumMemory", "65536", "--use", "abort="],
    ],
    { baseDir: root },
  );
  if (error !== null) throw new Error(`the kernels do not compile:\n${stderr.toString()}`);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildWasm()) ? "kernels.wasm: built" : "kernels.wasm: up to date");
}
