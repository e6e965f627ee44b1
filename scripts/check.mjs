// The quick checks, quickest first: format and lint, layers, types.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, step } from "./lib/run.mjs";

export async function check() {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  await step("format and lint", process.execPath, [biome, "check", "--error-on-warnings", "."], { quiet: true });
  await step("layers", process.execPath, ["scripts/check-layers.mjs"], { quiet: true });
  await step("types", process.execPath, ["node_modules/typescript/bin/tsc", "-p", "test"], { quiet: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await check();
