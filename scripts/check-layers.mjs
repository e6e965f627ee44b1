// Fails on an import that goes up or sideways between the layers of src/, and on an import cycle.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = new URL("..", import.meta.url).pathname;

// folder → what it may import besides itself; the roots (files directly in src/, cli, dashboard, sample) may use all.
const core = ["core"];
const allowed = new Map([
  ["core", []],
  ["io", core],
  ["kernels", core],
  ["exec", core],
  ["nbformat", core],
  ["jupyter", core],
  ["tiledb", [...core, "io"]],
  ["frame", core],
  ["matrix", [...core, "kernels", "exec"]],
  ["runner", [...core, "nbformat", "jupyter", "io"]],
  ["check", [...core, "nbformat", "jupyter", "runner"]],
  ["anndata", [...core, "matrix", "frame"]],
  ["soma", [...core, "io", "tiledb", "exec", "matrix", "frame", "anndata"]],
  ["interop", [...core, "anndata", "frame", "matrix"]],
  ["pp", [...core, "anndata", "matrix", "frame", "kernels", "exec"]],
  ["pl", [...core, "anndata", "matrix", "frame"]],
]);
const roots = new Set(["", "cli", "dashboard", "sample"]);

/** Every relative import of a source file, as paths within src/. */
function importsOf(file) {
  const text = readFileSync(file, "utf8");
  const found = [];
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
    found.push(relative(join(root, "src"), join(dirname(file), match[1].replace(/\.js$/, ".ts"))));
  }
  return found;
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "assembly" ? [] : sourceFiles(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

const folderOf = (path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
const problems = [];
const graph = new Map();
for (const file of sourceFiles(join(root, "src"))) {
  const path = relative(join(root, "src"), file);
  const folder = folderOf(path);
  graph.set(path, importsOf(file));
  if (roots.has(folder)) continue;
  const may = allowed.get(folder);
  if (may === undefined)
    problems.push(`src/${path}: the folder ${folder} is in no layer (scripts/check-layers.mjs lists them)`);
  for (const target of graph.get(path)) {
    const other = folderOf(target);
    if (other !== folder && may !== undefined && !may.includes(other)) {
      problems.push(`src/${path}: ${folder} must not import ${other === "" ? target : other}`);
    }
  }
}

const state = new Map();
function visit(path, trail) {
  if (state.get(path) === "done") return;
  if (state.get(path) === "open") {
    problems.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].map((p) => `src/${p}`).join(" → ")}`);
    return;
  }
  state.set(path, "open");
  for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
  state.set(path, "done");
}
for (const path of graph.keys()) visit(path, []);

for (const problem of problems) console.error(problem);
console.log(`layers: ${graph.size} files, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
