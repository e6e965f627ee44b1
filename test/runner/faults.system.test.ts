import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Notebook, readNotebook, validateNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { DeadKernelError, executeNotebook, NotebookExecutionError } from "../../src/runner/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { runCli } from "./run-cli.js";

const quiet = { progressBar: false } as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-faults-"));
  // Kernels of these tests are told from those of others by their connection files.
  process.env["TMPDIR"] = folder;
  const deaf = join(folder, "share", "kernels", "deaf");
  mkdirSync(deaf, { recursive: true });
  const argv = [process.execPath, "-e", "console.log('I am deaf'); setInterval(() => {}, 1e6)", "{connection_file}"];
  writeFileSync(join(deaf, "kernel.json"), JSON.stringify({ argv, display_name: "deaf", language: "python" }));
  const venv = join(dirname(dirname(oraclePython())), "share", "jupyter");
  process.env["JUPYTER_PATH"] = [join(folder, "share"), venv].join(delimiter);
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

/** True while a process whose command line has the text is alive. */
function alive(text: string): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return command.includes(text) && !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
      } catch {
        return false;
      }
    });
}

it("a kernel that is stopped (SIGSTOP) ends at the time limit and is killed", async () => {
  const notebook = makeNotebook("python3", ["1", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "3"]);
  const error = await failure(executeNotebook(notebook, file("stop.ipynb"), { ...quiet, executionTimeout: 1 }));
  expect(error).toBeInstanceOf(NotebookExecutionError);
  expect(statuses(load("stop.ipynb"))).toEqual(["completed", "failed", "pending"]);
});

it("a kernel that never answers ends at the start time limit, and its own words are shown", async () => {
  const error = await failure(
    executeNotebook(makeNotebook("deaf", ["1"]), file("deaf.ipynb"), { ...quiet, startTimeout: 1 }),
  );
  expect(error).toMatchObject({ tag: "KernelError" });
  expect((error as Error).message).toMatch(/did not answer within 1 s.*I am deaf/s);
  expect(statuses(load("deaf.ipynb"))).toEqual(["pending"]);
  expect(load("deaf.ipynb").metadata["papermill"]).toMatchObject({ exception: true });
  expect(alive("I am deaf")).toBe(false);
});

it("a kernel that leaves with exit code 0 in the middle of a cell is dead all the same", async () => {
  const notebook = makeNotebook("python3", ["1", "import os\nos._exit(0)", "3"]);
  expect(await failure(executeNotebook(notebook, file("exit.ipynb"), quiet))).toBeInstanceOf(DeadKernelError);
  expect(statuses(load("exit.ipynb"))).toEqual(["completed", "failed", "pending"]);
});

it("children that a cell started do not outlive the run, whether it succeeds or dies", async () => {
  const start = "import subprocess\nsubprocess.Popen(['sleep', '98765'])";
  await executeNotebook(makeNotebook("python3", [start]), null, quiet);
  expect(alive("sleep 98765")).toBe(false);
  await failure(executeNotebook(makeNotebook("python3", [start, "import os\nos.kill(os.getpid(), 9)"]), null, quiet));
  expect(alive("sleep 98765")).toBe(false);
});

it("100,000 messages and 50 MB of output arrive whole and in order", async () => {
  const flood =
    "import sys\nfor i in range(100000):\n  print(i, file=sys.stdout if i % 2 else sys.stderr, flush=i % 10 == 0)";
  const result = await executeNotebook(
    makeNotebook("python3", [flood, "print('x' * 50_000_000)"]),
    file("flood.ipynb"),
    quiet,
  );
  const outputs = result.cells[0]!["outputs"] as { name: string; text: string }[];
  const numbers = (name: string): string =>
    outputs
      .filter((o) => o.name === name)
      .map((o) => o.text)
      .join("");
  const expected = (odd: number): string => Array.from({ length: 50_000 }, (_, i) => `${2 * i + odd}\n`).join("");
  expect(numbers("stdout") === expected(1)).toBe(true);
  expect(numbers("stderr") === expected(0)).toBe(true);
  const [big] = result.cells[1]!["outputs"] as { text: string }[];
  expect(big!.text.length).toBe(50_000_001);
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
  await executeNotebook(file("same.ipynb"), file("same.ipynb"), quiet);
  expect(load("same.ipynb").cells[0]).toMatchObject({ outputs: [{ data: { "text/plain": "2" } }] });
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

it("a disk that fills up while cells run leaves the last file that was whole, and the run fails with the reason", async () => {
  const small = join(folder, "small");
  mkdirSync(small);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small], { encoding: "utf8" });
  if (mounted.status !== 0) throw new Error(`this test mounts a small tmpfs, which needs root: ${mounted.stderr}`);
  try {
    const output = join(small, "full.ipynb");
    const cells = ["print('small')", "import time; time.sleep(0.5)", "print('x' * 3_000_000)", "time.sleep(0.5)", "4"];
    const error = await failure(executeNotebook(makeNotebook("python3", cells), output, quiet));
    expect(error).toMatchObject({ tag: "StoreError" });
    expect((error as Error).message).toMatch(/ENOSPC|no space/);
    const saved = load("small/full.ipynb");
    expect(validateNotebook(saved)).toEqual([]);
    expect(saved.cells[0]).toMatchObject({ outputs: [{ text: "small\n" }] });
    expect(statuses(saved).join(" ")).toMatch(
      /^completed (completed|running|pending) (running|pending) pending pending$/,
    );
    expect(readdirSync(small)).toEqual(["full.ipynb"]);
    expect(alive(`${folder}/cellmill-`)).toBe(false);
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
    const freeze = `import subprocess, time\ntime.sleep(0.5)\nsubprocess.run(['mount', '-o', 'remount,ro', '${place}'], check=True)`;
    const error = await failure(
      executeNotebook(makeNotebook("python3", ["1", freeze, "3"]), join(place, "out.ipynb"), quiet),
    );
    expect(error).toMatchObject({ tag: "StoreError" });
    expect((error as Error).message).toMatch(/EROFS|read-only/);
    expect(statuses(load("frozen/out.ipynb"))).toEqual(["completed", "running", "pending"]);
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
  }
});
