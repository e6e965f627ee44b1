import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

function run(command: string, args: string[]): string {
  const env = { ...process.env, JUPYTER_DATA_DIR: join(folder, "jupyter"), NO_COLOR: "1" };
  return execFileSync(command, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A notebook with the given cells, as the minimum that nbformat allows. */
function notebook(sources: string[]): string {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    source,
  }));
  const metadata = { kernelspec: { display_name: "TypeScript (cellmill)", language: "typescript", name: "cellmill" } };
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
}

interface CodeCell {
  outputs: { output_type: string; data?: Record<string, string | string[]>; ename?: string; evalue?: string }[];
}

function runNotebook(name: string, sources: string[]): CodeCell[] {
  writeFileSync(join(folder, `${name}.ipynb`), notebook(sources));
  try {
    run("npx", ["cellmill", "run", `${name}.ipynb`, `${name}-out.ipynb`]);
  } catch (error) {
    // Exit 1: a cell failed, which some cases look for; the written notebook says it.
    if ((error as { status?: number }).status !== 1) throw error;
  }
  const written = JSON.parse(readFileSync(join(folder, `${name}-out.ipynb`), "utf8")) as { cells: CodeCell[] };
  return written.cells.filter((cell) => cell.outputs !== undefined);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-pack-"));
  for (const source of [root, join(root, "kernel-ext")]) {
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: source });
  }
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", ...tarballs.map((name) => `./${name}`)]);
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("both packages, packed and installed into an empty folder", () => {
  it("show the help of the command line", () => {
    expect(run("npx", ["cellmill", "--help"])).toContain("run [options] INPUT [OUTPUT]");
  });

  it("install the kernel without Python", () => {
    run("npx", ["cellmill", "kernel", "install"]);
    const spec = JSON.parse(readFileSync(join(folder, "jupyter/kernels/cellmill/kernel.json"), "utf8"));
    expect(spec.language).toBe("typescript");
    expect(existsSync(spec.argv[0])).toBe(true);
  });

  it("run a notebook that queries a sample and computes with it", () => {
    mkdirSync(join(folder, "data"));
    run("npx", ["cellmill", "sample", "data/small", "--cells", "600", "--genes", "400", "--seed", "1"]);
    const cells = runNotebook("good", [
      'import { Experiment } from "cellmill/soma";\nimport * as pp from "cellmill/pp";',
      'const exp = await Experiment.open("data/small");\nconst query = exp.axisQuery("RNA");\nawait query.nObs()',
      'const adata = await query.toAnnData("raw");\npp.normalizeTotal(adata);\npp.log1p(adata);\nawait pp.highlyVariableGenes(adata);\nadata',
    ]);
    expect(cells[1]!.outputs[0]!.data!["text/plain"]).toEqual(["600"]);
    expect([cells[2]!.outputs.at(-1)!.data!["text/plain"]].flat().join("")).toContain("uns: 'log1p', 'hvg'");
  });

  it("give cells the full types of the library", () => {
    const cells = runNotebook("typed", [
      'import { Experiment } from "cellmill/soma";\nimport * as pp from "cellmill/pp";',
      'const exp = await Experiment.open("data/small");\nconst wrong: string = await exp.axisQuery("RNA").nObs();',
    ]);
    const error = cells[1]!.outputs.find((output) => output.output_type === "error");
    expect(JSON.stringify(error)).toContain("Type 'number' is not assignable to type 'string'");
  });
});
