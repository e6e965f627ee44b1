import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { executeNotebook, type NotebookExecutionError, parametersFromYaml } from "../../src/runner/index.js";
import { oraclePython } from "../oracle/python.js";
import { type CellDraft, makeNotebook } from "./make-notebook.js";
import { PapermillOracle } from "./papermill-oracle.js";

interface Case {
  readonly name: string;
  readonly cells: readonly (string | CellDraft)[];
  readonly parameters?: string;
  readonly options?: { readonly report_mode?: boolean; readonly prepare_only?: boolean };
}

const parametersCell: CellDraft = { source: "alpha = 0.5  # how much\nname = 'x'", tags: ["parameters"] };

const CASES: readonly Case[] = [
  {
    name: "plain",
    cells: ["x = 1", "print(x)", "x", { source: "# md", type: "markdown" }, { source: "raw", type: "raw" }, ""],
  },
  {
    name: "parameters",
    cells: ["import sys", parametersCell, "print(alpha, name, extra, sep='|')"],
    parameters:
      'alpha: 2.0\nname: "é\\n\\"q\\""\nextra: {b: [1, null, true], a: .nan, big: 123456789012345678901234567890}\n',
  },
  { name: "no parameters cell", cells: ["print(beta)"], parameters: "beta: -1e-05\n" },
  {
    name: "injected before",
    cells: [parametersCell, { source: "alpha = 9", tags: ["injected-parameters"] }, "print(alpha)"],
    parameters: "alpha: 3\n",
  },
  { name: "error", cells: ["print(1)", "1/0", "print(3)"] },
  {
    name: "stderr and stdout",
    cells: ["import sys\nprint('o', flush=True)\nprint('e', file=sys.stderr, flush=True)\nprint('o2')"],
  },
  {
    name: "rich display",
    cells: [
      "from IPython.display import HTML, JSON, display, Markdown\ndisplay(HTML('<b>x\\ny</b>'), Markdown('# t'))\ndisplay({'application/json': {'a': [1, 1.0, 1e16, 2**70, 'x'], 'b': None}}, raw=True)",
      "h = display('one', display_id='d')\ndisplay('other')",
      "h.update('two')",
      "from IPython.display import clear_output\nprint('gone')\nclear_output(wait=True)\nprint('kept')",
      "print('a')\nclear_output()\nprint('b')",
      "display('x', display_id='d')",
    ],
  },
  { name: "exit 0", cells: ["print(1)", "import sys; sys.exit(0)", "print(3)"] },
  { name: "exit 1", cells: ["import sys; sys.exit(1)", "print(3)"] },
  { name: "skipped", cells: [{ source: "1/0", tags: ["skip-execution"] }, "   ", "print('ran')"] },
  {
    name: "magics",
    cells: ["%%capture out\nprint('hidden')", "print(out.stdout)"],
  },
  { name: "report", cells: [parametersCell, "print(alpha)"], parameters: "alpha: 1", options: { report_mode: true } },
  {
    name: "prepared",
    cells: [parametersCell, "print(alpha)"],
    parameters: "alpha: 1",
    options: { prepare_only: true },
  },
  { name: "unicode", cells: ["print('é😀\\u2028\\x0b|')\n'\\ud83d\\ude00'", "print('\\x1b[31mred\\x1b[0m')"] },
  { name: "syntax error", cells: ["def f(:\n  pass"] },
];

let folder: string;
let oracle: PapermillOracle;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-papermill-"));
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
  oracle = new PapermillOracle();
});
afterAll(() => {
  oracle.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(CASES)("runs the notebook '$name' with the result that papermill has", async (one) => {
  const input = join(folder, "input.ipynb");
  const [theirs, ours] = [join(folder, "papermill.ipynb"), join(folder, "cellmill.ipynb")];
  writeFileSync(input, writeNotebook(makeNotebook("python3", one.cells)));
  const [answer] = await oracle.ask([
    { op: "execute", input, output: theirs, parameters: one.parameters ?? "", options: one.options ?? {} },
  ]);
  const outcome = await executeNotebook(input, ours, {
    progressBar: false,
    parameters: await parametersFromYaml(one.parameters ?? "", one.name),
    reportMode: one.options?.report_mode ?? false,
    prepareOnly: one.options?.prepare_only ?? false,
  }).then(
    () => "ok",
    (error: NotebookExecutionError) => `${error.failure.ename}: ${error.failure.evalue}`,
  );
  expect(outcome).toBe(answer?.ok);
  expect(normalised(ours)).toEqual(normalised(theirs));
});

it("names the error of a kernel that sends no error output, where papermill says CellExecutionError", async () => {
  const result = await executeNotebook(makeNotebook("python3", ["%no_such_magic", "print('after')"]), null, {
    progressBar: false,
  }).catch((error: NotebookExecutionError) => error);
  expect((result as NotebookExecutionError).failure).toMatchObject({ cellIndex: 0, ename: "UsageError" });
});

type Json = Record<string, unknown>;

/** The notebook without what differs between any two runs: ids, times, paths, addresses; neighbouring streams joined. */
function normalised(path: string): unknown {
  // Numbers as text: 1 and 1.0 are not the same here.
  const text = readFileSync(path, "utf8")
    .replaceAll(/^( *)(-?[0-9][0-9.e+-]*)(,?)$/gm, '$1"$2"$3')
    .replaceAll(/\b(NaN|-?Infinity)\b(?=[,\n])/g, '"$1"');
  const notebook = JSON.parse(text.replaceAll(/0x[0-9a-f]{6,}/g, "0x…").replaceAll(/ipykernel_\d+\/\d+/g, "…")) as Json;
  for (const cell of notebook["cells"] as Json[]) {
    delete cell["id"];
    withoutTimes(cell["metadata"] as Json);
    if (Array.isArray(cell["outputs"])) cell["outputs"] = joinStreams(cell["outputs"] as Json[]);
  }
  withoutTimes(notebook["metadata"] as Json);
  return notebook;
}

function withoutTimes(metadata: Json): void {
  const papermill = metadata["papermill"] as Json | undefined;
  for (const key of ["start_time", "end_time", "duration", "output_path"]) {
    if (typeof papermill?.[key] === "string" || typeof papermill?.[key] === "number") papermill[key] = "…";
  }
  const execution = metadata["execution"] as Json | undefined;
  for (const key of Object.keys(execution ?? {})) execution![key] = "…";
}

function joinStreams(outputs: Json[]): Json[] {
  const joined: Json[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output["output_type"] !== "stream") joined.push(output);
    else if (last?.["output_type"] === "stream" && last["name"] === output["name"])
      last["text"] += (output["text"] as string[]).join("");
    else joined.push({ ...output, text: (output["text"] as string[]).join("") });
  }
  return joined;
}
