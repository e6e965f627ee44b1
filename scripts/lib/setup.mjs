// What `npm start` and `npm test` do first on a fresh clone: check Node, install, build. Only Node's own modules here.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, step } from "./run.mjs";
import { hashOf, isDone, markDone } from "./stamp.mjs";

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(
    `cellmill needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exit(2);
}

async function install() {
  const hash = hashOf(["package-lock.json"]);
  if (existsSync(join(root, "node_modules")) && isDone("install", hash)) return;
  await step("install dependencies (npm ci)", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  markDone("install", hash);
}

const SOURCES = ["src", "kernel-ext/src", "tsconfig.base.json", "tsconfig.json", "kernel-ext/tsconfig.json", "scripts"];

async function build() {
  const hash = hashOf([...SOURCES, "package-lock.json"]);
  const built = existsSync(join(root, "dist/index.js")) && existsSync(join(root, "kernel-ext/dist/main.js"));
  if (built && isDone("build", hash)) return;
  await step("build (WebAssembly kernels and TypeScript)", process.execPath, ["scripts/build.mjs"]);
  markDone("build", hash);
}

/** Installs and builds whatever is missing or out of date. */
export async function ensureSetup() {
  checkNode();
  await install();
  await build();
}

/** Where the project's own runs keep the embedded sample: inside the clone, not in the user's home. */
export const projectEnvironment = { CELLMILL_CACHE_DIR: process.env.CELLMILL_CACHE_DIR ?? join(root, ".cache") };
