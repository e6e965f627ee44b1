import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CoverageCounts, type CoverageSummary, writeCoverage } from "../../src/check/index.js";
import { summariseCoverage } from "../../src/check/v8-coverage/summarise-coverage.js";
import { JAVASCRIPT, RUNS, TYPESCRIPT } from "./coverage-sources.js";
import { notebookFile } from "./notebook-file.js";

const C8 = fileURLToPath(new URL("../../.oracle/kernels/node_modules/c8/bin/c8.js", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder: string;
/** Where each run's processes wrote V8's coverage. */
const written = new Map<string, string>();
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "cellmill-c8-")));
  for (const name of ["src", "dist", "raw"]) mkdirSync(at(name));
  for (const [name, text] of Object.entries({ ...JAVASCRIPT, ...TYPESCRIPT })) writeFileSync(at("src", name), text);
  for (const [name, text] of Object.entries(TYPESCRIPT)) {
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: `../src/${name}`,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, sourceMap: true },
    });
    const map = { ...JSON.parse(sourceMapText as string), sources: [`../src/${name}`] };
    const script = name.replace(".mts", ".mjs");
    writeFileSync(at("dist", script), outputText);
    writeFileSync(at("dist", `${script}.map`), JSON.stringify(map));
  }
  for (const [notebook, scripts] of Object.entries(RUNS)) {
    written.set(notebook, at("raw", notebook));
    for (const [i, script] of scripts.entries()) {
      writeFileSync(at("dist", `run-${notebook}-${i}.mjs`), script);
      execute(process.execPath, [at("dist", `run-${notebook}-${i}.mjs`)], { NODE_V8_COVERAGE: at("raw", notebook) });
    }
  }
  for (const name of ["memory.mjs", "memory.mjs.map"]) rmSync(at("dist", name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function execute(command: string, args: readonly string[], env = {}): void {
  execFileSync(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: "pipe" });
}

type Summaries = Readonly<Record<string, Pick<CoverageCounts, "lines" | "branches" | "functions">>>;

/** c8's own reports of V8's coverage in the given folders, for files of `src`. */
function c8(raw: readonly string[], options: readonly string[] = []): { summaries: Summaries; lcov: string } {
  const all = mkdtempSync(at("c8-"));
  for (const one of raw) cpSync(one, all, { recursive: true });
  const reports = join(all, "reports");
  const reporters = ["--reporter", "json-summary", "--reporter", "lcovonly", "--reports-dir", reports];
  // By default c8 leaves out files that look like tests.
  const filter = ["--exclude", "**/node_modules/**", "--allow-external"];
  execute(process.execPath, [C8, "report", "--temp-directory", all, ...reporters, ...filter, ...options]);
  return {
    summaries: JSON.parse(readFileSync(join(reports, "coverage-summary.json"), "utf8")),
    lcov: readFileSync(join(reports, "lcov.info"), "utf8"),
  };
}

/** Counts by path below `src`, ours or c8's. */
function table(files: readonly (readonly [string, CoverageCounts])[]): Record<string, unknown> {
  const counts = ({ lines, branches, functions }: CoverageCounts) =>
    [lines, branches, functions].map(({ covered, total }) => `${covered}/${total}`).join(" ");
  const inside = files.map(([path, file]) => [relative(at("src"), resolve(path)), counts(file)] as const);
  return Object.fromEntries(inside.filter(([path]) => !path.startsWith("..") && path !== "").sort());
}

const ours = ({ files }: CoverageSummary) => table(files.map((file) => [file.path, file]));
const theirs = (summaries: Summaries) => table(Object.entries(summaries).filter(([path]) => path !== "total"));

describe("coverage of the same V8 files", () => {
  it("has the lines, branches and functions that c8 counts, together and for each notebook", async () => {
    const summary = await summariseCoverage(at("src"), written, false);
    const expected = theirs(c8([...written.values()]).summaries);
    // V8 has nothing to say of an empty file.
    expect(Object.keys(expected)).toHaveLength(12);
    expect(ours(summary)).toEqual(expected);
    for (const [notebook, raw] of written) {
      const files = summary.files.flatMap(({ path, notebooks }) =>
        notebooks.filter((one) => one.notebook === notebook).map((one) => [path, one] as const),
      );
      expect(table(files), notebook).toEqual(theirs(c8([raw]).summaries));
    }
  });

  it("has files that nothing loaded as c8 --all has them", async () => {
    const expected = theirs(
      c8(
        [...written.values()],
        ["--all", "--src", at("src"), "--extension", ".mts", "--extension", ".cjs", "--extension", ".mjs"],
      ).summaries,
    );
    expect(expected).toMatchObject({ "never-loaded.mjs": "0/5 0/1 0/1", "never-loaded.mts": "0/3 0/1 0/1" });
    expect(ours(await summariseCoverage(at("src"), written, true))).toEqual(expected);
  });

  it("is written as c8 writes lcov.info", async () => {
    await writeCoverage(await summariseCoverage(at("src"), written, false), ["lcovonly"], at("coverage"));
    const records = (text: string) => text.split("end_of_record\n").filter((one) => one !== "");
    const path = (record: string) => resolve(folder, /^SF:(.*)$/m.exec(record)?.[1] as string);
    const inside = records(c8([...written.values()]).lcov).filter((one) => path(one).startsWith(at("src")));
    const body = (record: string) => record.replace(/^SF:.*$/m, "");
    expect(
      records(readFileSync(at("coverage/lcov.info"), "utf8"))
        .map(body)
        .sort(),
    ).toEqual(inside.map(body).sort());
  });
});

it("counts what a kernel ran as c8 counts it", async () => {
  const source =
    'import { run } from "./dist/steps.mjs";\nimport { Square } from "./dist/shapes.mjs";\nawait run([new Square(2)])';
  writeFileSync(at("kernel.ipynb"), notebookFile([{ source }]));
  const raw = at("raw-kernel");
  execute(process.execPath, [MAIN, "run", "kernel.ipynb", "out.ipynb"], { NODE_V8_COVERAGE: raw });
  // That of the runner too: it holds no file of the folder.
  expect(readdirSync(raw).length).toBeGreaterThan(1);
  const expected = theirs(c8([raw]).summaries);
  expect(Object.keys(expected)).toEqual(["shapes.mts", "steps.mts"]);
  expect(ours(await summariseCoverage(at("src"), new Map([["kernel.ipynb", raw]]), false))).toEqual(expected);
});

it("counts the TypeScript that a kernel compiled, above its folder too, as c8 counts it", async () => {
  mkdirSync(at("src", "typed"));
  writeFileSync(at("src", "typed", "scale.ts"), SCALE);
  writeFileSync(at("src", "typed", "half.ts"), HALF);
  mkdirSync(at("notebooks"));
  const source = 'import { scale, Scaler } from "../src/typed/scale";\n[scale(2), new Scaler().by(3)]';
  writeFileSync(at("notebooks", "typed.ipynb"), notebookFile([{ source }]));
  const raw = at("raw-typed");
  const args = ["run", "notebooks/typed.ipynb", "out.ipynb", "--cwd", "notebooks"];
  execute(process.execPath, [MAIN, ...args], { NODE_V8_COVERAGE: raw });
  const counts = ours(await summariseCoverage(at("src"), new Map([["typed.ipynb", raw]]), false));
  expect(counts).toEqual({ "typed/half.ts": "3/3 1/1 1/1", "typed/scale.ts": "17/21 2/3 2/3" });
  expect(counts).toEqual(theirs(c8([raw]).summaries));
});

const HALF = `export function half(x: number): number {
  return x / 2;
}
`;
const SCALE = `import { half } from "./half.js";

export interface Scaled {
  readonly value: number;
}

export function scale(x: number): number {
  if (x > 100) {
    return half(x);
  }
  return 2 * x;
}

export class Scaler {
  by(x: number): number {
    return half(x) + 1;
  }
  never(): Scaled {
    return { value: 1 };
  }
}
`;
