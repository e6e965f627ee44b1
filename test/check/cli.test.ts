import { execFile, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileCell, MIXED, notebookFile, result } from "./notebook-file.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-check-cli-"));
  write("one.ipynb", [{ source: "1", outputs: [result("1")] }]);
  write("differs.ipynb", [{ source: "1", outputs: [result("2")] }]);
  write("digits.ipynb", [{ source: "1", outputs: [result("1.00")] }]);
  write("mixed.ipynb", MIXED);
  writeFileSync(at("broken.ipynb"), "{");
  writeFileSync(at("other.json"), '{"name": "no notebook"}');
  writeFileSync(at("broken.yaml"), "n: [1, 2\nx: 3\n");
  writeFileSync(at("no-pairs.cfg"), "regex = a\nreplace = b\n");
  writeFileSync(at("wrong.cfg"), "regex: (a\nreplace: b\n");
  mkdirSync(at("nothing"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, cells: readonly FileCell[]): string {
  writeFileSync(at(name), notebookFile(cells));
  return at(name);
}

function cellmill(args: readonly string[], env = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout: out, stderr: err });
    });
  });
}

describe("the command line", () => {
  it.each([
    ["all is as stored", ["one.ipynb"], 0],
    ["an output differs", ["differs.ipynb"], 3],
    ["a notebook fails to run", ["mixed.ipynb"], 1],
    ["a file is no notebook", ["broken.ipynb"], 1],
    ["a file is JSON, but no notebook", ["other.json"], 1],
    ["the check stops at the first difference", ["differs.ipynb", "one.ipynb", "--bail"], 3],
    ["a notebook is not there", ["one.ipynb", "no.ipynb"], 2],
    ["a folder has no notebooks", ["nothing"], 2],
    ["a parameter file is not there", ["one.ipynb", "-f", "no.yaml"], 2],
    ["a file of the matrix cannot be read", ["one.ipynb", "--matrix", "broken.yaml"], 2],
    ["a number has other digits", ["digits.ipynb"], 0],
    ["a number has other digits, compared as nbval does", ["digits.ipynb", "--nbval"], 3],
    ["an option is unknown", ["one.ipynb", "--laxx"], 2],
    ["options exclude each other", ["one.ipynb", "--lax", "--update"], 2],
    ["there is nothing to check", [], 2],
    ["coverage is to be written, but none counted", ["one.ipynb", "--coverage-reporter", "lcov"], 2],
    ["the types fit", ["one.ipynb", "--types-only"], 0],
    ["there is nothing whose types could fit", ["no.ipynb", "--types-only"], 2],
    ["a report would be written over a folder", ["one.ipynb", "--junit", "nothing"], 2],
    ["a report lies below a file", ["one.ipynb", "--junit", "one.ipynb/junit.xml"], 2],
    ["two reports go to one file", ["one.ipynb", "--json", "report", "--html", "./report"], 2],
    ["the folder of the coverage is not there", ["one.ipynb", "--coverage", "no"], 2],
    ["types are to be covered", ["one.ipynb", "--types-only", "--coverage", "."], 2],
    ["a file of sanitizers has no pairs", ["one.ipynb", "--sanitize-with", "no-pairs.cfg"], 2],
    ["a coverage reporter is unknown", ["one.ipynb", "--coverage", ".", "--coverage-reporter", "lcow"], 2],
  ])("exits by what it found: %s", async (_what, args, code) => {
    expect((await cellmill(["check", ...args])).code).toBe(code);
  });

  it.each([
    [["--jobs", "0"], "error: option --jobs: expected a whole number from 1 on, got 0\n"],
    [["--cell-timeout", "-5"], "error: option --cell-timeout: expected seconds, 0 for no limit, got -5\n"],
    [["--update", "--matrix", "no.yaml"], "error: outputs cannot be updated from several parameter files. Give one"],
    [["--rtol", "-1"], "error: option --rtol: expected a finite number of at least 0, got -1\n"],
    [
      ["--sanitize-with", "wrong.cfg"],
      'error: wrong.cfg: the sanitizer "(a" is no valid regular expression: got a paren',
    ],
  ])("names options as they were given: %s", async (options, message) => {
    const { code, stderr } = await cellmill(["check", "one.ipynb", ...options]);
    expect([code, stderr.slice(0, message.length)]).toEqual([2, message]);
  });

  it("says which folder cannot be read", async () => {
    const file = at("no-folder.mjs");
    // Root may read all folders, so that none can be made that it may not.
    writeFileSync(
      file,
      "import fs from 'node:fs/promises';\nimport { syncBuiltinESMExports } from 'node:module';\nfs.readdir = async (path) => { throw Object.assign(new Error(path), { code: 'EACCES' }); };\nsyncBuiltinESMExports();\n",
    );
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(file)}` };
    for (const command of ["check", "strip"]) {
      expect(await cellmill([command, "nothing"], env)).toMatchObject({
        code: 2,
        stderr: "error: nothing: the folder cannot be read: got EACCES\n",
      });
    }
  });

  it("goes on when nobody reads what it prints: reports are written, and the exit code says what was found", async () => {
    const child = spawn(process.execPath, [MAIN, "check", "one.ipynb", "differs.ipynb", "--junit", "unread.xml"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(3);
    expect(readFileSync(at("unread.xml"), "utf8")).toContain("<failure");
  });

  it("checks the types of cells where their notebook is", async () => {
    for (const [where, type] of [
      ["left", "string"],
      ["right", "number"],
    ] as const) {
      mkdirSync(at(where));
      writeFileSync(at(`${where}/names.ts`), `export const name: ${type} = ${type === "string" ? '"x"' : "1"};\n`);
      write(`${where}/n.ipynb`, [{ source: 'import { name } from "./names";\nconst text: string = name;' }]);
    }
    const { code, stdout } = await cellmill(["check", "--types-only", "left", "right"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok left\/n\.ipynb/m);
    expect(stdout).toContain("Type 'number' is not assignable to type 'string'");
  });

  it("writes all reports, and the job summary and annotations under GitHub Actions", async () => {
    const names = ["junit", "gitlab", "sarif", "markdown", "json", "html"];
    const summary = at("summary.md");
    const { stdout: out } = await cellmill(
      ["check", "differs.ipynb", "--rtol", "1e-5", ...names.flatMap((name) => [`--${name}`, `report.${name}`])],
      { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary },
    );
    expect(out).toMatch(/^::error file=differs.ipynb,line=\d+,title=Cell 1::/m);
    // An update without the options would change more.
    expect(out).toContain("cellmill check --update --rtol 1e-5 differs.ipynb.");
    // All but the annotations stands where nothing is taken for a command.
    const word = /^::stop-commands::(\S+)\n/.exec(out)?.[1];
    const unguarded = out.split(`::stop-commands::${word}\n`).map((part) => part.split(`::${word}::\n`)[1]);
    expect(unguarded).toEqual([undefined, expect.stringMatching(/^::error .*\n$/), ""]);
    expect(readFileSync(summary, "utf8")).toBe(readFileSync(at("report.markdown"), "utf8"));
    for (const name of names) expect(readFileSync(at(`report.${name}`), "utf8")).toContain("differs.ipynb");
  });

  it("counts coverage and writes it where it is told", async () => {
    mkdirSync(at("lib"), { recursive: true });
    writeFileSync(at("lib/never.ts"), "export const x = 1;\n");
    const coverage = [
      "--coverage",
      "lib",
      "--coverage-all",
      "--coverage-reporter",
      "lcovonly",
      "--coverage-dir",
      "cov",
    ];
    const { code, stdout: out } = await cellmill(["check", "one.ipynb", ...coverage]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^lib\/never\.ts +0\/1 +0\.0 % /m)]);
    expect(readFileSync(at("cov/lcov.info"), "utf8")).toContain("SF:lib/never.ts\n");
  });

  it("shows differences of two notebooks, for git as well", async () => {
    write("other.ipynb", [{ source: "1", outputs: [result("3")] }]);
    const plain = await cellmill(["diff", "differs.ipynb", "other.ipynb"]);
    expect([plain.code, plain.stdout]).toEqual([3, expect.stringContaining("@@ changed code cell c1")]);
    expect((await cellmill(["diff", "one.ipynb", "one.ipynb"])).code).toBe(0);
    expect((await cellmill(["diff", "no.ipynb", "one.ipynb"])).code).toBe(2);
  });

  it("shows git what became of notebooks, and ends well whatever is in them", { timeout: 120_000 }, async () => {
    const repository = mkdtempSync(join(tmpdir(), "cellmill-git-"));
    const git = (...args: string[]): string => {
      const own = ["user.name=n", "user.email=n@example.org", "core.pager=cat"].flatMap((one) => ["-c", one]);
      const env = { ...process.env, NODE_OPTIONS: "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
      return spawnSync("git", [...own, ...args], { cwd: repository, encoding: "utf8", env }).stdout;
    };
    const put = (name: string, text: string): void => writeFileSync(join(repository, name), text);
    const driver = `'${process.execPath}' '${MAIN}' diff`;
    git("init", "-q", "-b", "main");
    git("config", "diff.cellmill.command", `${driver} --git`);
    git("config", "diff.cellmill.textconv", `${driver} --textconv`);
    put(".gitattributes", "*.ipynb diff=cellmill\n");
    const cells = Array.from({ length: 9 }, (_, i) => ({ id: `c${i}`, source: `x${i}` }));
    put("a.ipynb", notebookFile(cells));
    put("b.ipynb", notebookFile([{ id: "b", source: "b" }]));
    git("add", "-A");
    git("commit", "-q", "-m", "first");

    // Renamed and changed, broken off, and run again.
    git("mv", "a.ipynb", "moved.ipynb");
    put("moved.ipynb", notebookFile(cells.with(4, { id: "c4", source: "new" })));
    put("b.ipynb", '{"cells": [\n<<<<<<< HEAD\n');
    git("add", "-A");
    const shown = git("diff", "--cached", "-M");
    expect(shown).toMatch(
      /^diff --git a\/a.ipynb b\/moved.ipynb\nsimilarity index \d+%\nrename from a.ipynb\nrename to moved.ipynb\nindex .*\n--- a\/a.ipynb\n\+\+\+ b\/moved.ipynb\n@@ changed code cell c4/m,
    );
    expect(shown).toMatch(/^\(compared as text: .*does not appear to be JSON.*\)\n[\s\S]*^\+<<<<<<< HEAD$/m);
    git("commit", "-q", "-m", "second");
    expect(git("log", "-p", "-M")).toMatch(/^\+<<<<<<< HEAD$[\s\S]*^-x4\n\+new$[\s\S]*^\+\[code b\]$/m);

    // A conflict, and counts alone.
    git("checkout", "-q", "-b", "side");
    put("moved.ipynb", notebookFile(cells.with(4, { id: "c4", source: "side" })));
    git("commit", "-q", "-a", "-m", "side");
    git("checkout", "-q", "main");
    put("moved.ipynb", notebookFile(cells.with(4, { id: "c4", source: "main" })));
    git("commit", "-q", "-a", "-m", "main");
    git("merge", "side");
    expect(git("diff")).toContain("moved.ipynb");
    expect(git("diff", "HEAD")).toMatch(/^\(compared as text: [\s\S]*^\+<<<<<<< HEAD$/m);
    expect(git("diff", "--ours")).toMatch(/^\* Unmerged path moved.ipynb$/m);
    git("merge", "--abort");
    put(
      "moved.ipynb",
      notebookFile(cells.map((cell) => ({ ...cell, count: 7 })).with(4, { id: "c4", source: "main", count: 9 })),
    );
    expect(git("diff")).toMatch(/^diff --git a\/moved.ipynb [\s\S]*\n\(nothing but ids, counts, /);
    rmSync(repository, { recursive: true, force: true });
  });

  it.each([
    ["a notebook", notebookFile([{ source: "1" }]), notebookFile([{ source: "1", count: null }])],
    ["one with nothing to remove", notebookFile([{ source: "1", count: null }], {}, 4), undefined],
    ["a file that an editor has just made", "", undefined],
  ])("strips between standard input and output: %s", (_what, input, output) => {
    const { status, stdout } = spawnSync(process.execPath, [MAIN, "strip"], { input, encoding: "utf8" });
    expect([status, stdout]).toEqual([0, output ?? input]);
  });

  it("refuses on standard input what is no notebook, and leaves no file behind", () => {
    const env = { ...process.env, TMPDIR: at("nothing") };
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "strip"], {
      env,
      input: "[1]\n",
      encoding: "utf8",
    });
    expect([status, stdout, stderr]).toEqual([1, "", expect.stringMatching(/^error: standard input: /)]);
    expect(readdirSync(at("nothing"))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("says that standard input has no room", () => {
    const file = at("full-disk.mjs");
    writeFileSync(
      file,
      "import fs from 'node:fs';\nimport { syncBuiltinESMExports } from 'node:module';\nconst create = fs.createWriteStream;\nfs.createWriteStream = () => create('/dev/full');\nsyncBuiltinESMExports();\n",
    );
    const env = { ...process.env, TMPDIR: at("nothing"), NODE_OPTIONS: `--import ${pathToFileURL(file)}` };
    const input = notebookFile([{ source: "1" }]);
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "strip"], { env, input, encoding: "utf8" });
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      expect.stringMatching(
        /^error: \S+: standard input cannot be kept: got ENOSPC: .*\. Set TMPDIR to a folder with more room\.\n$/,
      ),
    ]);
    expect(readdirSync(at("nothing"))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("says in one line that standard output has no room", () => {
    const path = write("no-room.ipynb", []);
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, "check", path], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/^error: standard output cannot be written: ENOSPC.*\n$/),
      ]);
    } finally {
      closeSync(full);
    }
  });

  it("is git's filter and its driver at once", { timeout: 120_000 }, async () => {
    const repository = mkdtempSync(join(tmpdir(), "cellmill-filter-"));
    const git = (...args: string[]): string => {
      const own = ["user.name=n", "user.email=n@example.org", "core.pager=cat"].flatMap((one) => ["-c", one]);
      const env = { ...process.env, NODE_OPTIONS: "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
      const { stdout, stderr } = spawnSync("git", [...own, ...args], { cwd: repository, encoding: "utf8", env });
      return stdout + stderr;
    };
    const program = `'${process.execPath}' '${MAIN}'`;
    git("init", "-q", "-b", "main");
    git("config", "diff.cellmill.command", `${program} diff --git`);
    git("config", "diff.cellmill.textconv", `${program} diff --textconv`);
    git("config", "filter.cellmill.clean", `${program} strip`);
    git("config", "filter.cellmill.smudge", "cat");
    git("config", "filter.cellmill.required", "true");
    writeFileSync(join(repository, ".gitattributes"), "*.ipynb diff=cellmill filter=cellmill\n");
    writeFileSync(join(repository, "a.ipynb"), notebookFile([{ source: "x1", outputs: [result("secret")] }]));
    git("add", "-A");
    expect(git("commit", "-q", "-m", "first")).toBe("");
    expect(git("show", "HEAD:a.ipynb")).toBe(notebookFile([{ source: "x1", count: null }]));
    // git gives the filter what the driver made of the notebook.
    expect(git("blame", "a.ipynb")).toMatch(/\[code c1\]\n.*x1\n/);
    rmSync(repository, { recursive: true, force: true });
  });

  it("strips in place, and checks that there is nothing to strip", async () => {
    const path = write("strip.ipynb", MIXED);
    expect((await cellmill(["strip", "--check", path])).code).toBe(3);
    expect(await cellmill(["strip", path])).toMatchObject({ code: 0, stdout: `stripped ${path}\n` });
    expect((await cellmill(["strip", "--check", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).not.toContain("mean 0.667");
  });

  it("leaves files whole and no kernel behind when it is interrupted", async () => {
    const path = write("interrupted.ipynb", [
      { source: "1", outputs: [result("2")] },
      {
        source:
          "import { writeFileSync } from 'node:fs';\nwriteFileSync('kernel.pid', String(process.pid));\nawait new Promise((r) => setTimeout(r, 60_000))",
      },
    ]);
    const before = readFileSync(path, "utf8");
    const child = spawn(process.execPath, [MAIN, "check", "--update", path], { cwd: folder });
    let printed = "";
    child.stdout.on("data", (data) => (printed += String(data)));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (!existsSync(at("kernel.pid"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const pid = Number(readFileSync(at("kernel.pid"), "utf8"));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(readFileSync(path, "utf8")).toBe(before);
    // Nothing was updated, and nothing says so.
    expect(printed).toMatch(/interrupted, the file is not changed/);
    expect(printed).toMatch(/\n1 notebook, 2 cells: 1 failed, 1 not run, 1 notebook not checked in /);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});
