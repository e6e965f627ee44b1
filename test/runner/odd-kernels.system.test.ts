import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type CodeCell,
  type JsonObject,
  type Notebook,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { processes, runCli } from "./run-cli.js";

const KERNEL = fileURLToPath(new URL("./kernels/odd_kernel.py", import.meta.url));
const SLOW_IOPUB = fileURLToPath(new URL("./kernels/slow-iopub.mjs", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-odd-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
  readonly notebook: Notebook;
  /** Status of each code cell, as papermill has it, and as we have it where it ended badly. */
  readonly statuses: readonly string[];
  readonly left: readonly string[];
}

/** Runs cells in an ipykernel with a fault. */
async function run(fault: string, cells: readonly string[], ...options: string[]): Promise<Outcome> {
  const spec = join(folder, "kernels", fault.toLowerCase());
  mkdirSync(spec, { recursive: true });
  const argv = [oraclePython(), KERNEL, fault, "-f", "{connection_file}"];
  writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: fault, language: "python" }));
  const input = join(folder, `${fault}.ipynb`);
  const output = join(folder, `${fault}-out.ipynb`);
  const pidFile = join(folder, `${fault}.pid`);
  writeFileSync(input, writeNotebook(makeNotebook(fault.toLowerCase(), cells)));
  const { code, stderr } = await runCli(["run", input, output, ...options], {
    ...process.env,
    JUPYTER_PATH: folder,
    CELLMILL_ODD_PID: pidFile,
  });
  const group = Number(readFileSync(pidFile, "utf8"));
  expect(group).toBeGreaterThan(1);
  const notebook = readNotebook(readFileSync(output, "utf8"));
  expect(validateNotebook(notebook)).toEqual([]);
  const statuses = notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map(({ metadata }) => {
      const { status } = metadata["papermill"] as { status: string };
      const ours = metadata["cellmill"] as { status?: string } | undefined;
      return ours?.status === undefined ? status : `${status} (${ours.status})`;
    });
  // The kernel leads its group; its child is in it.
  const left = processes().filter((process) => process.group === group);
  return { code, stderr, notebook, statuses, left: left.map(({ command }) => command) };
}

const printed = (notebook: Notebook, index: number): unknown => (notebook.cells[index] as CodeCell).outputs;

it("a kernel that never says that it is idle is believed by its replies; the file does not say that it was idle", async () => {
  const { code, stderr, notebook, statuses, left } = await run("NeverIdle", [
    "print('one')",
    "1 / 0",
    "print('three')",
  ]);
  expect(statuses).toEqual(["completed", "failed", "pending"]);
  expect(code, stderr).toBe(1);
  const [, first, , second] = notebook.cells as CodeCell[];
  expect(first!.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "one\n" }]);
  expect(second!.outputs).toMatchObject([{ output_type: "error", ename: "ZeroDivisionError" }]);
  expect(Object.keys(first!.metadata["execution"] as object).sort()).toEqual([
    "iopub.execute_input",
    "iopub.status.busy",
    "shell.execute_reply",
  ]);
  expect(stderr).toContain("did not say that it is idle");
  expect(left).toEqual([]);
});

it("a kernel that never answers ends at the limit for its start", async () => {
  const { code, stderr, notebook, statuses, left } = await run("NeverAnswers", ["1"], "--start-timeout", "3");
  expect(statuses).toEqual(["pending"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/did not answer within 3 s/);
  expect(stderr).toContain("I hear you");
  expect(notebook.metadata["papermill"]).toMatchObject({ exception: true });
  expect(left).toEqual([]);
});

it("a kernel that runs code and never replies ends at the cell's limit, with what the cell printed", async () => {
  const { code, stderr, notebook, statuses, left } = await run(
    "NeverReplies",
    ["print('heard')", "2"],
    "--execution-timeout",
    "1",
  );
  expect(statuses).toEqual(["failed (timed-out)", "pending"]);
  expect(code).toBe(1);
  expect(stderr).toContain("CellTimeoutError");
  expect(printed(notebook, 3)).toEqual([]);
  expect(printed(notebook, 2)).toMatchObject([
    { output_type: "stream", text: "heard\n" },
    { output_type: "error", ename: "CellTimeoutError" },
  ]);
  expect(left).toEqual([]);
});

it("a kernel that signs with another key is not heard, and the reason is named", async () => {
  const { code, stderr, statuses, left } = await run("Forger", ["1"], "--start-timeout", "3");
  expect(statuses).toEqual(["pending"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/did not answer within 3 s/);
  expect(stderr).toMatch(/messages? .*not signed with the key/);
  expect(left).toEqual([]);
});

it("a kernel that begins to sign with another key in mid-run ends at the cell's limit; nothing forged is in the file", async () => {
  const { code, statuses, notebook, left } = await run(
    "LateForger",
    ["print('honest')", "print('forge')", "3"],
    "--execution-timeout",
    "1",
  );
  expect(statuses).toEqual(["completed", "failed (timed-out)", "pending"]);
  expect(code).toBe(1);
  expect(printed(notebook, 1)).toMatchObject([{ text: "honest\n" }]);
  expect(printed(notebook, 3)).toMatchObject([
    { output_type: "error", ename: "CellTimeoutError", evalue: expect.stringMatching(/messages were .*not signed/) },
  ]);
  expect(JSON.stringify(printed(notebook, 3))).not.toContain("forge");
  expect(left).toEqual([]);
});

it("a kernel whose message is long on its way is not taken for one that lost it", async () => {
  const spec = join(folder, "kernels", "slow");
  mkdirSync(spec, { recursive: true });
  const argv = [process.execPath, SLOW_IOPUB, "1000000", oraclePython(), "{connection_file}"];
  writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "slow", language: "python" }));
  const input = join(folder, "slow.ipynb");
  const output = join(folder, "slow-out.ipynb");
  // Longer than the kernel may be quiet, in one message; and what comes behind it is the cell's too.
  const source =
    "from IPython.display import display\ndisplay({'text/plain': 'x' * 10_000_000}, raw=True)\nprint('after')";
  writeFileSync(input, writeNotebook(makeNotebook("slow", [source, "1"])));
  const { code, stderr } = await runCli(["run", input, output], { ...process.env, JUPYTER_PATH: folder });
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain("idle");
  const [first, second] = readNotebook(readFileSync(output, "utf8")).cells as CodeCell[];
  expect(first!.outputs.map((shown) => shown.output_type)).toEqual(["display_data", "stream"]);
  expect(String(first!.outputs[0]!["data"] && (first!.outputs[0]!["data"] as JsonObject)["text/plain"])).toHaveLength(
    1e7,
  );
  expect(second!.outputs).toHaveLength(1);
});
