import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Output, readNotebook } from "../../src/nbformat/index.js";
import { executeNotebook, NotebookExecutionError, stripColors } from "../../src/runner/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";

const INSTALLED = fileURLToPath(new URL("../../.oracle/kernels/node_modules/", import.meta.url));
const TEXT = 'é "q" $x \\n';

interface KernelCase {
  readonly kernel: string;
  /** Declares `alpha` and `name`; prints both; twice alpha; fails. */
  readonly cells: readonly [declare: string, print: string, double: string, fail: string];
  readonly doubled: string;
  readonly error: Readonly<Record<string, unknown>>;
}

const CASES: readonly KernelCase[] = [
  {
    kernel: "ir",
    cells: ["alpha <- 1\nname <- ''", "cat(alpha, name)", "alpha * 2", 'stop("broken")'],
    doubled: "[1] 5",
    error: { ename: "ERROR", evalue: expect.stringContaining("broken") },
  },
  {
    kernel: "bash",
    cells: ["alpha=1\nname=", `printf '%s %s' "$alpha" "$name"`, "echo 5", "cat /no/such/file"],
    doubled: "5\n",
    error: { evalue: "1" },
  },
  {
    kernel: "deno",
    cells: [
      'let alpha = 1;\nconst name: string = "";',
      "console.log(String(alpha), name)",
      "alpha * 2",
      'throw new TypeError("broken")',
    ],
    doubled: "5",
    error: { ename: "TypeError", evalue: "broken" },
  },
  {
    kernel: "tslab",
    cells: [
      'const alpha = 1;\nlet name: string = "";',
      "console.log(String(alpha), name)",
      "alpha * 2",
      'throw new TypeError("broken")',
    ],
    doubled: "5\n",
    error: { ename: "TypeError", evalue: "broken" },
  },
];

let folder: string;
beforeAll(() => {
  if (!existsSync(INSTALLED)) throw new Error(`no kernels at ${INSTALLED}: run "bash test/oracle/setup.sh" first`);
  folder = mkdtempSync(join(tmpdir(), "cellmill-kernels-"));
  const install = (name: string, language: string, argv: readonly string[], env = {}): void => {
    mkdirSync(join(folder, "kernels", name), { recursive: true });
    const spec = { argv, display_name: name, language, env };
    writeFileSync(join(folder, "kernels", name, "kernel.json"), JSON.stringify(spec));
  };
  install("bash", "bash", [oraclePython(), "-m", "bash_kernel", "-f", "{connection_file}"]);
  install("deno", "typescript", [
    join(INSTALLED, ".bin", "deno"),
    "jupyter",
    "--kernel",
    "--conn",
    "{connection_file}",
  ]);
  const tslab = join(INSTALLED, "tslab", "bin", "tslab");
  install("tslab", "typescript", [process.execPath, tslab, "kernel", "--config-path={connection_file}"]);
  process.env["JUPYTER_PATH"] = [folder, join(dirname(dirname(oraclePython())), "share", "jupyter")].join(delimiter);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(CASES)("runs notebooks in the kernel $kernel: parameters, output, values, errors", async (one) => {
  const [declare, ...others] = one.cells;
  const language = one.kernel === "ir" ? "R" : one.kernel === "bash" ? "bash" : "typescript";
  const notebook = makeNotebook(one.kernel, [{ source: declare, tags: ["parameters"] }, ...others, "not run"]);
  const output = join(folder, `${one.kernel}.ipynb`);
  const error = await executeNotebook(notebook, output, {
    parameters: { alpha: 2.5, name: TEXT },
    language,
    progressBar: false,
    startTimeout: 120,
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotebookExecutionError);
  const saved = readNotebook(readFileSync(output, "utf8"));
  const outputs = saved.cells.filter((cell) => cell.cell_type === "code").map((cell) => cell["outputs"] as Output[]);
  const [parameters, injected, printed, value, failed, notRun] = outputs as [
    Output[],
    Output[],
    Output[],
    Output[],
    Output[],
    Output[],
  ];
  expect([parameters, injected, notRun]).toEqual([[], [], []]);
  expect(
    printed
      .map((part) => part["text"])
      .join("")
      .trimEnd(),
  ).toBe(`2.5 ${TEXT}`);
  expect(
    value.map((part) => part["text"] ?? (part["data"] as Record<string, string>)["text/plain"]).map(plain),
  ).toEqual([one.doubled]);
  expect(failed.at(-1)).toMatchObject({ output_type: "error", ...one.error });
  const statuses = saved.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => (cell.metadata["papermill"] as { status?: string }).status);
  expect(statuses).toEqual(["completed", "completed", "completed", "completed", "failed", "pending"]);
});

// Deno colours its values.
function plain(text: unknown): string {
  return stripColors(String(text));
}

it("starts a kernel again, on other ports, when another process took its ports first", async () => {
  const spec = join(folder, "kernels", "late");
  mkdirSync(spec);
  const script = `if mkdir "${folder}/once"; then echo "OSError: [Errno 98] Address already in use" >&2; exit 1; fi; exec "$0" "$@"`;
  const argv = ["sh", "-c", script, oraclePython(), "-m", "bash_kernel", "-f", "{connection_file}"];
  writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "late", language: "bash" }));
  const result = await executeNotebook(makeNotebook("late", ["echo started"]), null, { progressBar: false });
  expect(result.cells[0]!["outputs"]).toMatchObject([{ text: "started\n" }]);
});
