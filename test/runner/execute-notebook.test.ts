import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtinKernelspec } from "../../src/jupyter/index.js";
import { type Notebook, readNotebook, validateNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { DeadKernelError, executeNotebook, type KernelPool, NotebookExecutionError } from "../../src/runner/index.js";
import { type CellDraft, makeNotebook } from "./make-notebook.js";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-run-"));
  const kernel = builtinKernelspec()?.argv.at(-2);
  if (kernel === undefined || !existsSync(kernel) || !existsSync(CLI))
    throw new Error('the kernel and the CLI are not built: run "npm run build" first');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARAMETERS: CellDraft = {
  tags: ["parameters"],
  source:
    'let tissue: string | null = "liver"; // which tissue\nlet chunkSize = 100_000;\nconst show = () => [tissue, chunkSize].join();',
};

const file = (name: string): string => join(folder, name);
const load = (name: string): Notebook => readNotebook(readFileSync(file(name), "utf8"));
const statuses = (notebook: Notebook): unknown[] =>
  notebook.cells.map((cell) => (cell.metadata["papermill"] as { status?: string } | undefined)?.status);
const quiet = { progressBar: false } as const;

/** What `cellmill ARGS` prints and how it exits; `onStart` gets the process. */
function cli(
  args: string[],
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], { maxBuffer: 1e8 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    onStart((signal) => child.kill(signal));
  });
}

/** Waits until the file holds the text. */
async function until(name: string, text: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (existsSync(file(name)) && readFileSync(file(name), "utf8").includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${name} never had ${text}`);
}

describe("executeNotebook with the cellmill kernel", () => {
  it("injects parameters that reach old closures, saves a valid notebook and fills papermill's metadata", async () => {
    const notebook = makeNotebook("cellmill", [
      { source: "# title", type: "markdown" },
      PARAMETERS,
      "console.log(show());",
      "({ answer: 42 })",
    ]);
    const parameters = { tissue: "lung", chunkSize: 200_000 };
    const result = await executeNotebook(notebook, file("ok-{tissue}.ipynb"), { ...quiet, parameters });
    const saved = load("ok-lung.ipynb");
    expect(writeNotebook(saved)).toBe(writeNotebook(result));
    expect(validateNotebook(saved)).toEqual([]);
    expect(saved.cells[2]).toMatchObject({
      source: '// Parameters\ntissue = "lung";\nchunkSize = 200000;\nvoid 0;\n',
      outputs: [],
      metadata: { tags: ["injected-parameters"] },
    });
    expect(saved.cells[3]!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "lung,200000\n" }]);
    expect(saved.cells[4]!["outputs"]).toMatchObject([{ output_type: "execute_result", execution_count: 4 }]);
    expect(statuses(saved)).toEqual(Array(5).fill("completed"));
    expect(saved.metadata["language_info"]).toMatchObject({ name: "typescript" });
    expect(saved.metadata["papermill"]).toMatchObject({
      parameters: { tissue: "lung", chunkSize: 200000 },
      exception: null,
      input_path: null,
      output_path: file("ok-lung.ipynb"),
    });
    expect(notebook.cells.length).toBe(4);
    expect(readdirSync(folder).filter((name) => name.includes(".tmp"))).toEqual([]);
  });

  it("gives a kernel a second to start where the limit is none, as papermill does", async () => {
    const limits: (number | undefined)[] = [];
    const kernelPool = {
      take: (_spec: unknown, { startTimeoutMs }: { startTimeoutMs?: number }) => {
        limits.push(startTimeoutMs);
        throw new Error("seen");
      },
    } as unknown as KernelPool;
    for (const startTimeout of [0, -5, 2])
      await expect(
        executeNotebook(makeNotebook("cellmill", ["1"]), null, { ...quiet, startTimeout, kernelPool }),
      ).rejects.toThrow("seen");
    expect(limits).toEqual([1_000, 1_000, 2_000]);
  });

  it("writes to a pipe once, when the run has ended; there is nothing in it to resume", async () => {
    execFileSync("mkfifo", [file("pipe")]);
    for (const resume of [false, true]) {
      const reader = promisify(execFile)("cat", [file("pipe")]);
      const result = await executeNotebook(makeNotebook("cellmill", ["1", "2"]), file("pipe"), { ...quiet, resume });
      expect((await reader).stdout).toBe(writeNotebook(result));
    }
  });

  it("stops at a cell that throws, with papermill's markers, and drops them at the next run", async () => {
    const notebook = makeNotebook("cellmill", ["1 + 1", "throw new TypeError('boom')", "3"]);
    const error = await executeNotebook(notebook, file("throws.ipynb"), quiet).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotebookExecutionError);
    expect((error as NotebookExecutionError).failure).toMatchObject({
      cellIndex: 1,
      executionCount: 2,
      ename: "TypeError",
    });
    const saved = load("throws.ipynb");
    expect(statuses(saved)).toEqual([undefined, "completed", undefined, "failed", "pending"]);
    expect(saved.metadata["papermill"]).toMatchObject({ exception: true });
    expect(saved.cells[0]!.source).toContain("In [2]");
    const again = await executeNotebook(saved, file("again.ipynb"), { ...quiet, prepareOnly: true });
    expect(again.cells.length).toBe(3);
  });

  it("tells of a kernel that was killed in the middle of a cell, in the file too", async () => {
    const notebook = makeNotebook("cellmill", [
      "1",
      "console.log('bye'); await new Promise((r) => setTimeout(r, 50)); process.kill(process.pid, 'SIGKILL');",
      "3",
    ]);
    const error = await executeNotebook(notebook, file("dies.ipynb"), quiet).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeadKernelError);
    const saved = load("dies.ipynb");
    expect(statuses(saved)).toEqual([undefined, "completed", undefined, "failed", "pending"]);
    expect(saved.cells[3]!["outputs"]).toMatchObject([{ text: "bye\n" }, { ename: "DeadKernelError" }]);
    expect(saved.metadata["papermill"]).toMatchObject({ exception: true });
  });

  it("interrupts a cell that runs over its time", async () => {
    const notebook = makeNotebook("cellmill", ["1", "while (true) {}", "3"]);
    const error = await executeNotebook(notebook, file("slow.ipynb"), { ...quiet, executionTimeout: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NotebookExecutionError);
    expect((error as Error).message).toContain("did not end within 1 s");
    expect(statuses(load("slow.ipynb"))).toEqual([undefined, "completed", undefined, "failed", "pending"]);
  });

  it("runs on after an allowed exception, skips what is tagged so, and keeps 5,000 lines in order", async () => {
    const notebook = makeNotebook("cellmill", [
      { source: "throw new Error('meant')", tags: ["raises-exception"] },
      { source: "throw new Error('skipped')", tags: ["skip-execution"] },
      "for (let i = 0; i < 5000; i++) console.log(i);",
    ]);
    const result = await executeNotebook(notebook, null, quiet);
    expect(statuses(result)).toEqual(["completed", "completed", "completed"]);
    const [stream, ...rest] = result.cells[2]!["outputs"] as { text: string }[];
    expect(rest).toEqual([]);
    expect(stream!.text).toBe(`${Array.from({ length: 5000 }, (_, i) => i).join("\n")}\n`);
  });

  it("leaves no kernel behind when it is aborted, and the file says where it stopped", async () => {
    const stop = new AbortController();
    const notebook = makeNotebook("cellmill", ["console.log(process.pid)", "await new Promise(() => {})", "3"]);
    const running = executeNotebook(notebook, file("stopped.ipynb"), { ...quiet, signal: stop.signal });
    await until("stopped.ipynb", '"status": "running"');
    await until("stopped.ipynb", '"status": "completed"');
    stop.abort();
    await expect(running).rejects.toMatchObject({ tag: "AbortError" });
    const saved = load("stopped.ipynb");
    expect(statuses(saved)).toEqual([undefined, "completed", undefined, "failed", "pending"]);
    const pid = Number((saved.cells[1]!["outputs"] as { text: string }[])[0]!.text);
    expect(() => process.kill(pid, 0)).toThrow();
  });
});

describe("executeNotebook with stock tslab", () => {
  it("declares parameters anew and names the error that tslab only prints", async () => {
    const tslab = createRequire(builtinKernelspec()!.argv.at(-2)!).resolve("tslab/bin/tslab");
    const spec = join(folder, "share", "kernels", "tslab");
    mkdirSync(spec, { recursive: true });
    const argv = [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"];
    writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "tslab", language: "typescript" }));
    const before = process.env["JUPYTER_PATH"];
    process.env["JUPYTER_PATH"] = join(folder, "share");
    try {
      const notebook = makeNotebook("tslab", [
        { source: "let a: string | null = 'x';", tags: ["parameters"] },
        "console.log(a);",
        "throw new RangeError('boom')",
      ]);
      const error = await executeNotebook(notebook, file("tslab.ipynb"), { ...quiet, parameters: { a: "y" } }).catch(
        (thrown: unknown) => thrown,
      );
      expect((error as NotebookExecutionError).failure).toMatchObject({
        executionCount: 4,
        ename: "RangeError",
        evalue: "boom",
      });
      const saved = load("tslab.ipynb");
      expect(saved.cells[2]!.source).toBe('// Parameters\nvar a = "y";\n');
      expect(saved.cells[3]!["outputs"]).toMatchObject([{ text: "y\n" }]);
    } finally {
      if (before === undefined) delete process.env["JUPYTER_PATH"];
      else process.env["JUPYTER_PATH"] = before;
    }
  });
});

describe("executeNotebook before any kernel runs", () => {
  const rejects = (promise: Promise<unknown>, message: RegExp): Promise<void> =>
    expect(promise).rejects.toThrow(message);

  it("refuses unknown names and wrong types and writes nothing", async () => {
    const run = executeNotebook(makeNotebook("cellmill", [PARAMETERS]), file("no.ipynb"), {
      ...quiet,
      parameters: { tisue: "lung", chunkSize: "many" },
    });
    await rejects(
      run,
      /unknown parameter "tisue" \(did you mean tissue\?\).*"chunkSize" must be number.*Parameters of/s,
    );
    expect(existsSync(file("no.ipynb"))).toBe(false);
  });

  it("only warns about unknown names where it is not strict", async () => {
    const lines: string[] = [];
    const result = await executeNotebook(makeNotebook("python3", [{ source: "a = 1", tags: ["parameters"] }]), null, {
      ...quiet,
      prepareOnly: true,
      parameters: { a: 2, b: 3 },
      logger: { log: (_level, message) => lines.push(message) },
    });
    expect(lines).toContain("Passed unknown parameter: b");
    expect(result.cells[1]!.source).toBe("# Parameters\na = 2\nb = 3\n");
  });

  it("keeps old outputs and other settings of metadata.jupyter when it only prepares a report", async () => {
    const notebook = makeNotebook("python3", ["1"]);
    notebook.cells[0]!.metadata["jupyter"] = { outputs_hidden: true };
    notebook.cells[0]!["outputs"] = [{ output_type: "stream", name: "stdout", text: "old" }];
    const result = await executeNotebook(notebook, null, { ...quiet, prepareOnly: true, reportMode: true });
    expect(result.cells[0]!.metadata["jupyter"]).toEqual({ outputs_hidden: true, source_hidden: true });
    expect(result.cells[0]!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "old" }]);
  });

  it.each([
    [{ kernelName: "none-such" }, /no kernel named "none-such".*cellmill/s],
    [{ engineName: "none" }, /no engine named "none"/],
    [{ cwd: "/none/such" }, /working directory does not exist/],
    [{ progresBar: false } as object, /unknown option "progresBar".*progressBar/],
  ])("refuses %j", async (options, message) => {
    await rejects(executeNotebook(makeNotebook("cellmill", ["1"]), null, { ...quiet, ...options }), message);
  });

  it("says which output folder is missing and which input", async () => {
    await rejects(executeNotebook(file("absent.ipynb"), null, quiet), /absent\.ipynb: there is no such file/);
    const run = executeNotebook(makeNotebook("cellmill", ["1"]), file("no/such/out.ipynb"), {
      ...quiet,
      prepareOnly: true,
    });
    await rejects(run, /output folder .*no\/such doesn't exist/);
  });
});

describe("executeNotebook without a cell to run", () => {
  it.each([
    ["skipped", [{ source: "1 / 0", tags: ["skip-execution"] }], {}],
    ["blank or no code", [" ", { source: "# title", type: "markdown" as const }], {}],
    ["left out or blank", [{ source: " ", tags: ["blank"] }, "1"], { select: { only: ["blank"] } }],
  ])("starts no kernel, which need not exist: all are %s", async (_what, cells, options) => {
    const result = await executeNotebook(makeNotebook("none-such", cells), file("none.ipynb"), {
      ...quiet,
      ...options,
    });
    const record = result.cells.map((cell) => (cell.metadata["papermill"] as { status: string }).status);
    expect(record).toEqual(cells.map((cell) => (cell === "1" ? "pending" : "completed")));
    expect(writeNotebook(load("none.ipynb"))).toBe(writeNotebook(result));
    expect(result.metadata["papermill"]).toMatchObject({ exception: null });
  });

  it("still needs the kernel if one cell is left", async () => {
    const notebook = makeNotebook("none-such", [{ source: "1", tags: ["skip-execution"] }, "2"]);
    await expect(executeNotebook(notebook, null, quiet)).rejects.toMatchObject({ tag: "NotFoundError" });
  });

  it("does nothing at all once its signal is aborted: the output stays as it was", async () => {
    writeFileSync(file("aborted.ipynb"), "as it was");
    const run = executeNotebook(makeNotebook("cellmill", ["1"]), file("aborted.ipynb"), {
      ...quiet,
      signal: AbortSignal.abort(),
    });
    await expect(run).rejects.toMatchObject({ tag: "AbortError" });
    expect(readFileSync(file("aborted.ipynb"), "utf8")).toBe("as it was");
  });
});

describe("cellmill run", () => {
  const write = (name: string, cells: (string | CellDraft)[]): string => {
    writeFileSync(file(name), writeNotebook(makeNotebook("cellmill", cells)));
    return file(name);
  };

  it("exits 0, with progress on stderr and nothing on stdout", async () => {
    const input = write("in.ipynb", [PARAMETERS, "console.log(show())"]);
    const { code, stdout, stderr } = await cli([
      "run",
      input,
      file("cli.ipynb"),
      "-p",
      "tissue",
      "None",
      "-p",
      "chunkSize",
      "200_000",
    ]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/Input Notebook: .*Output Notebook: .*Executing: 100%\|██████████\| 3\/3/s);
    expect(readFileSync(file("cli.ipynb"), "utf8")).toContain(",200000");
  });

  it("exits 2 for wrong parameters and wrong options, with the list of parameters", async () => {
    const input = write("in2.ipynb", [PARAMETERS]);
    const wrong = await cli(["run", input, file("x.ipynb"), "-p", "tissue", "5"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/"tissue" must be string \| null, got the number 5.*chunkSize: number/s);
    expect((await cli(["run", input, file("x.ipynb"), "--nope"])).code).toBe(2);
  });

  it("copies what cells print to the files that are named, and refuses a path that cannot be written", async () => {
    const input = write("in7.ipynb", ["console.log('to out'); console.error('to err');"]);
    const files = ["--stdout-file", file("o.txt"), "--stderr-file", file("e.txt")];
    const { code, stderr } = await cli(["run", input, file("cli7.ipynb"), ...files, "--log-output"]);
    expect(code).toBe(0);
    expect([readFileSync(file("o.txt"), "utf8"), readFileSync(file("e.txt"), "utf8")]).toEqual([
      "to out\n",
      "to err\n",
    ]);
    expect(stderr).toMatch(/Executing Cell 1-+\nto out\n.*to err\n.*Ending Cell 1-+\n/s);
    expect(stderr).not.toContain("cell/s");
    expect((await cli(["run", input, file("x.ipynb"), "--stdout-file", file("no/such.txt")])).code).toBe(2);
  });

  it("exits 1 for a cell that throws and names notebook, output, cell and the cell's own traceback", async () => {
    const input = write("in3.ipynb", ["const f = () => {\n  throw new RangeError('too far');\n};\nf();"]);
    const { code, stderr } = await cli(["run", input, file("cli3.ipynb"), "--no-progress-bar"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Exception encountered at "In \[1\]":\nRangeError: too far\n/);
    expect(stderr).toContain(`${input}: cell 1, In [1]: RangeError: too far`);
    expect(stderr).toContain(`Output Notebook: ${file("cli3.ipynb")}`);
    expect(stderr).not.toContain("dist/");
  });

  it("exits 138 for a kernel that died and 143 for SIGTERM, each with a true file", async () => {
    const dying = write("in4.ipynb", ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"]);
    expect((await cli(["run", dying, file("cli4.ipynb")])).code).toBe(138);
    expect(statuses(load("cli4.ipynb"))).toEqual([undefined, undefined, "failed"]);
    const waiting = write("in5.ipynb", ["1", "await new Promise(() => {})", "3"]);
    const { code } = await cli(["run", waiting, file("cli5.ipynb")], (kill) => {
      void until("cli5.ipynb", '"status": "completed"').then(() => kill("SIGTERM"));
    });
    expect(code).toBe(143);
    expect(statuses(load("cli5.ipynb"))).toEqual([undefined, "completed", undefined, "failed", "pending"]);
  });

  it("shows the notebook's parameters with --help-notebook and inspect", async () => {
    const input = write("in6.ipynb", [PARAMETERS]);
    const help = await cli(["run", "--help-notebook", input]);
    expect(help).toEqual({
      code: 0,
      stdout: expect.stringContaining('tissue: string | null (default "liver")'),
      stderr: "",
    });
    const json = await cli(["inspect", input, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { name: "tissue", type: "string | null", default: '"liver"', help: "which tissue" },
      { name: "chunkSize" },
      { name: "show" },
    ]);
  });
});
