import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Notebook, readNotebook, validateNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { executeNotebook } from "../../src/runner/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { leftWith, runCli } from "./run-cli.js";

const quiet = { progressBar: false } as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-faults-"));
  // Kernels of these tests are told from those of others by their variables.
  process.env["TMPDIR"] = folder;
  process.env["CELLMILL_FAULTS"] = folder;
  const deaf = join(folder, "share", "kernels", "deaf");
  mkdirSync(deaf, { recursive: true });
  const argv = [process.execPath, "-e", "console.log('I am deaf'); setInterval(() => {}, 1e6)", "{connection_file}"];
  writeFileSync(join(deaf, "kernel.json"), JSON.stringify({ argv, display_name: "deaf", language: "python" }));
  const venv = join(dirname(dirname(oraclePython())), "share", "jupyter");
  process.env["JUPYTER_PATH"] = [join(folder, "share"), venv].join(delimiter);
});
afterEach(async () => {
  // No test leaves a process, and no connection file.
  expect(await leftWith(`CELLMILL_FAULTS=${folder}`)).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith("cellmill-"))).toEqual([]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
const load = (name: string): Notebook => readNotebook(readFileSync(file(name), "utf8"));
const statuses = (notebook: Notebook): unknown[] =>
  notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => (cell.metadata["papermill"] as { status?: string }).status);
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no failure",
    (error: unknown) => error,
  );

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
  readonly notebook: Notebook;
  readonly left: readonly string[];
}

/** Runs cells by the command line. All its processes can be told by a variable of theirs. */
async function run(kernel: string, cells: readonly string[], output: string, ...options: string[]): Promise<Outcome> {
  const input = file(`in-${runs++}.ipynb`);
  writeFileSync(input, writeNotebook(makeNotebook(kernel, cells)));
  const marker = `CELLMILL_FAULT=${input}`;
  const { code, stderr } = await runCli(["run", input, output, ...options], { ...process.env, CELLMILL_FAULT: input });
  const notebook = readNotebook(readFileSync(output, "utf8"));
  expect(validateNotebook(notebook)).toEqual([]);
  return { code, stderr, notebook, left: await leftWith(marker) };
}
let runs = 0;

/** A cell that leaves a child process and then does something to its kernel. */
const withChild = (code: string): string =>
  `import os, signal, subprocess, time\nsubprocess.Popen(["sleep", "98765"])\nprint("before", flush=True)\ntime.sleep(0.5)\n${code}`;

/** A cell that waits until the file has been saved with such statuses: how soon depends on how long saves take here. */
const untilFileSays = (path: string, wanted: readonly string[]): string => `import json, time
def statuses():
  return [cell['metadata']['papermill']['status'] for cell in json.load(open('${path}'))['cells']]
while statuses() != ${JSON.stringify(wanted)}: time.sleep(0.05)`;

it.each([
  ["is killed (SIGKILL)", "os.kill(os.getpid(), signal.SIGKILL)", 138, "DeadKernelError", /signal SIGKILL/],
  ["is stopped (SIGSTOP)", "os.kill(os.getpid(), signal.SIGSTOP)", 1, "CellTimeoutError", /did not end within 2 s/],
  ["leaves with exit code 0", "os._exit(0)", 138, "DeadKernelError", /exit code 0/],
])(
  "a kernel that %s in the middle of a cell: the file says what ran, the exit code why it ended, no process is left",
  async (_what, code, exit, ename, words) => {
    const output = file(`${ename}-${runs}.ipynb`);
    const cells = ["print('whole')", withChild(code), "3"];
    const done = await run("python3", cells, output, "--execution-timeout", "2");
    expect(statuses(done.notebook)).toEqual(["completed", "failed", "pending"]);
    expect(done.notebook.metadata["papermill"]).toMatchObject({ exception: true, end_time: expect.any(String) });
    // papermill puts a cell in front that says which one failed.
    const [first, second, third] = done.notebook.cells.filter((cell) => cells.includes(String(cell.source)));
    expect(first!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "whole\n" }]);
    expect(second!["outputs"]).toEqual([
      { output_type: "stream", name: "stdout", text: "before\n" },
      expect.objectContaining({ output_type: "error", ename, evalue: expect.stringMatching(words) }),
    ]);
    expect(third).toMatchObject({ outputs: [], execution_count: null });
    expect(done.stderr).toMatch(words);
    expect([done.code, done.left]).toEqual([exit, []]);
  },
);

it("a kernel that never answers ends at the start time limit, and its own words are shown", async () => {
  const done = await run("deaf", ["1"], file("deaf.ipynb"), "--start-timeout", "1");
  expect(statuses(done.notebook)).toEqual(["pending"]);
  expect(done.notebook.metadata["papermill"]).toMatchObject({ exception: true });
  expect(done.stderr).toMatch(/did not answer within 1 s.*I am deaf/s);
  expect([done.code, done.left]).toEqual([1, []]);
});

it("children that a cell started do not outlive the run, whether it succeeds or dies", async () => {
  const start = "import subprocess\nsubprocess.Popen(['sleep', '98765'])";
  const marker = `CELLMILL_FAULTS=${folder}`;
  await executeNotebook(makeNotebook("python3", [start]), null, quiet);
  expect(await leftWith(marker)).toEqual([]);
  await failure(executeNotebook(makeNotebook("python3", [start, "import os\nos.kill(os.getpid(), 9)"]), null, quiet));
  expect(await leftWith(marker)).toEqual([]);
});

it("100,000 messages and 50 MB of output arrive whole and in order", async () => {
  const flood =
    "import sys\nfor i in range(100000):\n  print(i, file=sys.stdout if i % 2 else sys.stderr, flush=i % 10 == 0)";
  const { code, left } = await run("python3", [flood, "print('x' * 50_000_000)"], file("flood.ipynb"));
  expect([code, left]).toEqual([0, []]);
  const [first, second] = (JSON.parse(readFileSync(file("flood.ipynb"), "utf8")) as Notebook).cells;
  const printed = (cell: typeof first, name: string): string =>
    (cell!["outputs"] as { name: string; text: string[] }[])
      .filter((output) => output.name === name)
      .flatMap((output) => output.text)
      .join("");
  const expected = (odd: number): string => Array.from({ length: 50_000 }, (_, i) => `${2 * i + odd}\n`).join("");
  expect(printed(first, "stdout") === expected(1)).toBe(true);
  expect(printed(first, "stderr") === expected(0)).toBe(true);
  expect(printed(second, "stdout").length).toBe(50_000_001);
});

it("nothing is lost while the runner cannot listen for a time", async () => {
  // The kernel stops its parent, this runner, while it prints; on a busy machine the same happens by itself.
  const flood = `import os, signal
os.kill(os.getppid(), signal.SIGSTOP)
for i in range(30000):
  print(i, flush=i % 10 == 0)
os.kill(os.getppid(), signal.SIGCONT)`;
  writeFileSync(file("stopped.ipynb"), writeNotebook(makeNotebook("python3", [flood])));
  const { code, stderr } = await runCli(["run", file("stopped.ipynb"), file("stopped-out.ipynb")]);
  expect(code, stderr).toBe(0);
  const [cell] = load("stopped-out.ipynb").cells;
  const text = (cell!["outputs"] as { text: string }[]).map((output) => output.text).join("");
  expect(text === Array.from({ length: 30_000 }, (_, i) => `${i}\n`).join("")).toBe(true);
  expect(cell).toMatchObject({ execution_count: 1 });
});

it("output = input is written in place, whole", async () => {
  writeFileSync(file("same.ipynb"), writeNotebook(makeNotebook("python3", ["1 + 1"])));
  const env = { ...process.env, CELLMILL_FAULT: file("same.ipynb") };
  const { code, stderr } = await runCli(["run", file("same.ipynb"), file("same.ipynb")], env);
  expect([code, await leftWith(`CELLMILL_FAULT=${file("same.ipynb")}`)], stderr).toEqual([0, []]);
  expect(load("same.ipynb").cells[0]).toMatchObject({ outputs: [{ data: { "text/plain": "2" } }] });
  expect(readdirSync(folder).filter((name) => name.includes("same"))).toEqual(["same.ipynb"]);
});

it.each(["/dev/full/out.ipynb", "/proc/self/out.ipynb"])(
  "output that cannot be written (%s) is an error before a kernel starts",
  async (output) => {
    // Were a kernel looked for first, that it does not exist would be the error.
    const error = await failure(executeNotebook(makeNotebook("none-such", ["1"]), output, quiet));
    expect(error).toMatchObject({ tag: "StoreError" });
    expect((error as Error).message).toContain(output);
  },
);

it("a disk that fills up while cells run leaves a file that says what ran, and the run fails with the reason", async () => {
  const small = join(folder, "small");
  mkdirSync(small);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small], { encoding: "utf8" });
  if (mounted.status !== 0) throw new Error(`this test mounts a small tmpfs, which needs root: ${mounted.stderr}`);
  try {
    const output = join(small, "full.ipynb");
    const cells = [
      "print('small')",
      untilFileSays(output, ["completed", "running", "pending", "pending", "pending"]),
      "print('x' * 3_000_000)",
      "time.sleep(0.5)",
      "4",
    ];
    const { code, stderr, notebook: saved, left } = await run("python3", cells, output);
    expect(stderr).toMatch(/ENOSPC|no space/);
    expect([code, left]).toEqual([1, []]);
    expect(saved.cells[0]).toMatchObject({ outputs: [{ text: "small\n" }] });
    expect(statuses(saved).join(" ")).toMatch(
      /^completed completed completed (completed|pending) (completed|pending)$/,
    );
    expect(saved.metadata["papermill"]).toMatchObject({ exception: true });
    expect(saved.cells[2]).toMatchObject({ outputs: [], metadata: { cellmill: { status: "output-lost" } } });
    expect(readdirSync(small)).toEqual(["full.ipynb"]);
  } finally {
    spawnSync("umount", [small]);
  }
});

it("a folder that becomes read-only while cells run leaves the last file that was whole", async () => {
  const place = join(folder, "frozen");
  mkdirSync(place);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "tmpfs", place], { encoding: "utf8" });
  if (mounted.status !== 0) throw new Error(`this test mounts a small tmpfs, which needs root: ${mounted.stderr}`);
  try {
    const output = join(place, "out.ipynb");
    // A save that is under way keeps the folder from being frozen.
    const freeze = `${untilFileSays(output, ["completed", "running", "pending"])}
import subprocess
while subprocess.run(['mount', '-o', 'remount,ro', '${place}']).returncode: time.sleep(0.01)`;
    const { code, stderr, notebook, left } = await run("python3", ["1", freeze, "3"], output);
    expect(stderr).toMatch(/EROFS|read-only/);
    expect(statuses(notebook)).toEqual(["completed", "running", "pending"]);
    expect([code, left]).toEqual([1, []]);
    // Nothing can be written any more, not even at the start of another run.
    expect(
      await failure(executeNotebook(makeNotebook("none-such", ["1"]), join(place, "b.ipynb"), quiet)),
    ).toMatchObject({
      tag: "StoreError",
    });
  } finally {
    spawnSync("umount", [place]);
  }
});

it("messages that are not signed with the connection's key are not taken for the kernel's", async () => {
  const forge = `
import hashlib, hmac, json
from ipykernel.connect import get_connection_file
info = json.load(open(get_connection_file()))
request = get_ipython().kernel.get_parent()['header']
header = dict(request, msg_type='stream', msg_id='forged')
parts = [json.dumps(part, default=str).encode() for part in (header, request, {}, {})]
def send(signature, text):
    parts[3] = json.dumps({'name': 'stdout', 'text': text}).encode()
    get_ipython().kernel.iopub_thread.send_multipart([b'stream', b'<IDS|MSG>', signature(), *parts])
send(lambda: b'0' * 64, 'forged ')
send(lambda: hmac.new(info['key'].encode(), b''.join(parts), hashlib.sha256).hexdigest().encode(), 'signed ')
print('real')`;
  const result = await executeNotebook(makeNotebook("python3", [forge]), null, quiet);
  expect(result.cells[0]!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "signed real\n" }]);
});

it("output that a thread prints after the last cell is waited for on request, and is that cell's", async () => {
  const thread =
    "import threading, time\ndef late():\n  time.sleep(0.3)\n  print('late')\nthreading.Thread(target=late).start()\nprint('first')";
  const result = await executeNotebook(makeNotebook("python3", ["1", thread]), null, { ...quiet, lateOutput: 1 });
  expect(result.cells[1]!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "first\nlate\n" }]);
});

it.each([
  ["the cell", { cellmill: { timeout: 0.5 } }, {}],
  ["the notebook", {}, { cellmill: { timeout: 0.5 } }],
])("a time limit in the metadata of %s holds, and a cell may lift it", async (_where, ofCell, ofNotebook) => {
  const notebook = makeNotebook("python3", ["import time; time.sleep(1)", "time.sleep(30)"]);
  Object.assign(notebook.metadata, ofNotebook);
  Object.assign(notebook.cells[0]!.metadata, { cellmill: { timeout: 0 } });
  Object.assign(notebook.cells[1]!.metadata, ofCell);
  const error = await failure(executeNotebook(notebook, file("limit.ipynb"), { ...quiet, executionTimeout: 20 }));
  expect(error).toMatchObject({ failure: { cellIndex: 1, ename: "CellTimeoutError" } });
  expect(statuses(load("limit.ipynb"))).toEqual(["completed", "failed"]);
  expect(load("limit.ipynb").cells.at(-1)!.metadata["cellmill"]).toMatchObject({ status: "timed-out" });
});

/** Runs at once and rounds; \`CELLMILL_RUNS=32x5\` for the long form. */
const [RUNS = 16, ROUNDS = 2] = (process.env["CELLMILL_RUNS"] ?? "16x2").split("x").map(Number);

it(`${RUNS} runs at once, ${ROUNDS} rounds, on sockets and on ports, all succeed`, async () => {
  // The same kernel under a name and an argv that do not tell what it is gets TCP ports.
  const plain = join(folder, "share", "kernels", "onports");
  mkdirSync(plain, { recursive: true });
  const code = "import sys; from ipykernel import kernelapp; sys.argv[0] = 'k'; kernelapp.launch_new_instance()";
  const argv = [oraclePython(), "-c", code, "-f", "{connection_file}"];
  writeFileSync(join(plain, "kernel.json"), JSON.stringify({ argv, display_name: "onports", language: "python" }));
  for (let round = 0; round < ROUNDS; round++) {
    const results = await Promise.all(
      Array.from({ length: RUNS }, (_, index) =>
        executeNotebook(makeNotebook(index % 2 ? "onports" : "python3", [`print(${index})`]), file(`p${index}.ipynb`), {
          ...quiet,
          startTimeout: 300,
        }),
      ),
    );
    expect(results.map((result) => (result.cells[0]!["outputs"] as { text: string }[])[0]!.text)).toEqual(
      Array.from({ length: RUNS }, (_, index) => `${index}\n`),
    );
    for (let index = 0; index < RUNS; index++) expect(statuses(load(`p${index}.ipynb`))).toEqual(["completed"]);
  }
});
