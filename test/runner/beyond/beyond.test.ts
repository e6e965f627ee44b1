import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtinKernelspec, type KernelSpec } from "../../../src/jupyter/index.js";
import { type CodeCell, type Notebook, readNotebook, writeNotebook } from "../../../src/nbformat/index.js";
import { executeNotebook, expandGrid, KernelPool, planBatch, runBatch } from "../../../src/runner/index.js";
import { type CellDraft, makeNotebook } from "../make-notebook.js";

const CLI = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** A kernel that starts in a blink. */
const TINY: KernelSpec = {
  name: "tiny",
  displayName: "tiny",
  language: "python",
  argv: [process.execPath, fileURLToPath(new URL("./tiny-kernel.mjs", import.meta.url)), "{connection_file}"],
  env: {},
  interruptMode: "signal",
  resourceDir: "",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-beyond-"));
  const kernel = builtinKernelspec()?.argv.at(-2);
  if (kernel === undefined || !existsSync(kernel) || !existsSync(CLI))
    throw new Error('the kernel and the CLI are not built: run "npm run build" first');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(file(name), "utf8");
const load = (name: string): Notebook => readNotebook(text(name));
const write = (name: string, cells: (string | CellDraft)[]): string => {
  writeFileSync(file(name), writeNotebook(makeNotebook("cellmill", cells)));
  return file(name);
};
const statuses = (notebook: Notebook): unknown[] =>
  notebook.cells.map(({ metadata }) => {
    const own = (metadata["cellmill"] as { status?: string } | undefined)?.status;
    const status = (metadata["papermill"] as { status?: string } | undefined)?.status;
    return own === undefined ? status : `${status} ${own}`;
  });
const printed = (notebook: Notebook): string =>
  notebook.cells
    .flatMap((cell) => (cell as CodeCell).outputs ?? [])
    .map((output) => output["text"] ?? "")
    .join("");

const SECRET = 'hunter2!-"quoted"';
const PARAMETERS: CellDraft = { source: 'let tissue = "none";', tags: ["parameters"] };

describe("secrets in a run", () => {
  it("reach the kernel and nothing else: not the file at any moment, the log, the copies or the error", async () => {
    const lines: string[] = [];
    const copies: string[] = [];
    const saves: string[] = [];
    const watch = setInterval(() => {
      if (existsSync(file("secret.ipynb"))) saves.push(text("secret.ipynb"));
    }, 5);
    const notebook = makeNotebook("cellmill", [
      "console.log(token.length, token);",
      "for (const part of [token.slice(0, 5), token.slice(5)]) { process.stdout.write(part); await new Promise((r) => setTimeout(r, 80)); }",
      "({ token, list: [token] })",
      "console.error(Buffer.from(token).toString('base64'), encodeURIComponent(token));",
      "throw new Error('wrong ' + token)",
    ]);
    const run = executeNotebook(notebook, file("secret.ipynb"), {
      progressBar: false,
      logOutput: true,
      parameters: { tissue: "lung" },
      secrets: { token: SECRET },
      strict: false,
      logger: { log: (_level, line) => lines.push(line) },
      stdoutFile: { write: (part: string) => copies.push(part) } as never,
    });
    const error = (await run.catch((thrown: unknown) => thrown)) as Error;
    clearInterval(watch);
    const saved = load("secret.ipynb");
    expect(saved.cells[1]!.source).toMatch(/tissue = "lung";\n.*token = "\*\*\*";/);
    expect(saved.metadata["papermill"]).toMatchObject({ parameters: { tissue: "lung", token: "***" } });
    expect(printed(saved)).toBe(`${SECRET.length} ***\n****** ***\n`);
    expect(error.message).toMatch(/Error: wrong \*\*\*$/);
    const everything = [
      ...saves,
      text("secret.ipynb"),
      lines.join("\n"),
      copies.join(""),
      error.stack,
      JSON.stringify(error),
    ];
    expect(saves.length).toBeGreaterThan(1);
    for (const seen of everything) expect(seen).not.toMatch(/hunter2|aHVudGVyMi/);
  });
});

describe("a selection in a run", () => {
  it("runs parameters and what was asked for; the rest stays pending and says why", async () => {
    const notebook = makeNotebook("cellmill", [
      PARAMETERS,
      "console.log('one')",
      { source: "console.log(tissue)", tags: ["plot"] },
      "console.log('three')",
    ]);
    (notebook.cells[3] as CodeCell).outputs = [{ output_type: "stream", name: "stdout", text: "old" }];
    const done = await executeNotebook(notebook, null, {
      progressBar: false,
      parameters: { tissue: "lung" },
      select: { only: ["plot"] },
    });
    expect(statuses(done)).toEqual([
      "completed",
      "completed",
      "pending not-selected",
      "completed",
      "pending not-selected",
    ]);
    expect(printed(done)).toBe("lung\n");
  });
});

describe("resuming", () => {
  const run = (input: string, options: object = {}): Promise<Notebook> =>
    executeNotebook(input, file("resumed.ipynb"), { progressBar: false, resume: true, ...options });

  it("runs nothing while nothing changed, takes over pure cells, and runs all else again", async () => {
    const cells = (last: string): CellDraft[] => [
      { source: "let n = 1;", tags: ["parameters"] },
      { source: "console.log('plot', Math.random())", tags: ["cellmill.pure"] },
      { source: `console.log(n, ${last});` },
    ];
    const first = await run(write("resume.ipynb", cells("1")));
    const bytes = text("resumed.ipynb");
    await run(file("resume.ipynb"));
    expect(text("resumed.ipynb")).toBe(bytes);

    const changed = await run(write("resume.ipynb", cells("2")));
    expect(statuses(changed)).toEqual(["completed", "completed reused", "completed"]);
    expect(printed(changed).split("\n")).toEqual([printed(first).split("\n")[0], "1 2", ""]);

    const other = await run(file("resume.ipynb"), { parameters: { n: 5 } });
    expect(statuses(other)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(printed(other)).toMatch(/^plot .*\n5 2\n$/);
  });

  it("runs again what an earlier run did not complete, or somebody edited", async () => {
    const input = write("edited.ipynb", ["console.log(1)"]);
    await run(input);
    writeFileSync(file("resumed.ipynb"), text("resumed.ipynb").replace("1\\n", "2\\n"));
    expect(printed(await run(input))).toBe("1\n");
    const failing = write("failing.ipynb", ["throw new Error('x')"]);
    await expect(run(failing)).rejects.toThrow("x");
    expect(load("resumed.ipynb").metadata["cellmill"]).toBeUndefined();
  });
});

describe("the kernel pool", () => {
  it("hands out each kernel once, and only to a run that starts it in the same way", async () => {
    const pool = new KernelPool();
    const first = await pool.take(TINY, { cwd: folder });
    const second = await pool.take(TINY, { cwd: folder });
    const third = await pool.take(TINY, { cwd: tmpdir() });
    try {
      expect(new Set([first, second, third].map((session) => session.process.pid)).size).toBe(3);
      expect(pool.warmStarts).toBe(1);
    } finally {
      await Promise.all([first.kill(), second.kill(), third.kill(), pool.close()]);
    }
  });
});

describe("a pool's kernel that nobody wants any more", () => {
  it("makes room for one of the kind that is wanted", async () => {
    const pool = new KernelPool();
    const sessions = [await pool.take(TINY, { cwd: tmpdir() })];
    for (let at = 0; at < 3; at++) sessions.push(await pool.take(TINY, { cwd: folder }));
    try {
      // The first and second found the other folder's kernel in the way.
      expect(pool.warmStarts).toBe(1);
    } finally {
      await Promise.all([...sessions.map((session) => session.kill()), pool.close()]);
    }
  });
});

describe("a batch", () => {
  const cells = [
    PARAMETERS,
    "if (tissue === 'bad') throw new Error('bad tissue');",
    "console.log(tissue, typeof (globalThis as any).kept); (globalThis as any).kept = 1;",
  ];

  it("runs every combination in kernels that share nothing; one that fails stops no other", async () => {
    const input = write("batch.ipynb", cells);
    const parameterSets = expandGrid(new Map([["tissue", ["liver", "bad", "lung"]]]));
    const runs = planBatch({ inputs: [input], output: file("grid/{tissue}/qc.ipynb"), parameterSets });
    const result = await runBatch(runs, { jobs: 2 });
    expect(result.rows.map((row) => [row.name, row.status, row.cellsDone, row.cells])).toEqual([
      ["tissue=liver", "completed", 4, 4],
      ["tissue=bad", "failed", 2, 4],
      ["tissue=lung", "completed", 4, 4],
    ]);
    expect([result.exitCode, result.warmStarts]).toEqual([1, 1]);
    expect(printed(load("grid/lung/qc.ipynb"))).toBe("lung undefined\n");
    const again = await runBatch(runs, { jobs: 2, failFast: true, resume: true });
    expect(again.rows.map((row) => row.status)).toContain("failed");
  });

  it("goes by the command line, with summaries and one line for each change, and resumes", async () => {
    write("cli.ipynb", cells);
    const args = [
      "run",
      "cli.ipynb",
      "cli/{tissue}-{n:02d}.ipynb",
      "--grid",
      "tissue=liver,lung",
      "--grid",
      "n=7",
      "--no-strict",
    ];
    const batch = (): Promise<{ code: number; stderr: string }> =>
      new Promise((resolve) => {
        const all = [
          CLI,
          ...args,
          "-j",
          "2",
          "--resume",
          "--summary",
          "sum",
          "--clean-metadata",
          "--deterministic-ids",
        ];
        const child = execFile(process.execPath, all, { cwd: folder }, (_error, _stdout, stderr) =>
          resolve({ code: child.exitCode ?? -1, stderr }),
        );
      });
    const first = await batch();
    expect([first.code, readdirSync(file("cli"))]).toEqual([0, ["liver-07.ipynb", "lung-07.ipynb"]]);
    expect(first.stderr).toMatch(/\[1\/2\] tissue=liver: running\n/);
    expect(first.stderr).toMatch(/\] tissue=lung: completed \(4\/4 cells, .* s\)\n/);
    const saved = load("cli/lung-07.ipynb");
    expect(Object.keys(saved.metadata).sort()).toEqual(["cellmill", "kernelspec", "language_info"]);
    expect(saved.cells.map((cell) => [Object.keys(cell.metadata), /^[0-9a-f]{12}$/.test(String(cell["id"]))])).toEqual([
      [["tags"], true],
      [["tags"], true],
      [[], true],
      [[], true],
    ]);
    const second = await batch();
    expect([second.code, JSON.parse(text("sum.json")).counts.reused]).toEqual([0, 2]);
    expect(text("sum.html")).toContain('href="./cli/lung-07.ipynb"');
  });

  it.skipIf(!existsSync("/dev/full"))(
    "says what failed also where the cells' output cannot all be written",
    async () => {
      write("full.ipynb", [
        PARAMETERS,
        "console.log(tissue); if (tissue !== 'good') process.kill(process.pid, 'SIGKILL');",
      ]);
      const args = ["full.ipynb", "full/{tissue}.ipynb", "--grid", "tissue=good,bad", "--stdout-file", "/dev/full"];
      const [code, stderr] = await new Promise<[number | null, string]>((resolve) => {
        const child = execFile(process.execPath, [CLI, "run", ...args], { cwd: folder }, (_error, _stdout, said) =>
          resolve([child.exitCode, said]),
        );
      });
      expect(stderr).toMatch(/^error: tissue=bad: .*\nOutput Notebook: full\/bad\.ipynb\nerror: \/dev\/full: /m);
      expect(code).toBe(138);
    },
  );

  it("writes no summary over a file that it reads or writes", async () => {
    write("kept.ipynb", cells);
    writeFileSync(file("sets.json"), '[{"tissue": "liver"}]');
    for (const [output, summary] of [
      ["kept/{tissue}.ipynb", "sets"],
      ["kept/{tissue}.json", "./kept/liver.json"],
    ] as const) {
      const args = ["run", "kept.ipynb", output, "--sets", "sets.json", "--summary", summary];
      const [code, stderr] = await new Promise<[number | null, string]>((resolve) => {
        const child = execFile(process.execPath, [CLI, ...args], { cwd: folder }, (_error, _stdout, said) =>
          resolve([child.exitCode, said]),
        );
      });
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`${summary.replace(/sets$/, "sets.json")}: option --summary`),
      ]);
    }
    expect([text("sets.json"), existsSync(file("kept"))]).toEqual(['[{"tissue": "liver"}]', false]);
  });

  it("ends at once by a signal, with files that say what ran and kernels gone", async () => {
    write("stop.ipynb", [PARAMETERS, `console.log(process.pid); await new Promise(() => {})`]);
    const args = [
      "run",
      "stop.ipynb",
      "stop/{tissue}.ipynb",
      "--grid",
      "tissue=a,b,c",
      "--jobs",
      "2",
      "--summary",
      "stop.json",
    ];
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    const outputs = ["stop/a.ipynb", "stop/b.ipynb"];
    // Autosave writes what a running cell printed only after a while; that it runs is in the file at once.
    while (!outputs.every((name) => existsSync(file(name)) && text(name).match(/"status": "completed"/g)?.length === 2))
      await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill("SIGINT");
    expect(await exit).toBe(130);
    for (const name of outputs) {
      const saved = load(name);
      expect(statuses(saved).filter((status) => status !== undefined)).toEqual([
        "completed",
        "completed",
        "failed interrupted",
      ]);
      const pid = Number(printed(saved));
      expect(pid).toBeGreaterThan(1);
      expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    }
    expect(existsSync(file("stop/c.ipynb"))).toBe(false);
    expect(JSON.parse(text("stop.json")).runs.map((run: { status: string }) => run.status)).toEqual([
      "interrupted",
      "interrupted",
      "not-run",
    ]);
  });
});
