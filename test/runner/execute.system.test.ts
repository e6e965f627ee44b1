import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import {
  executeNotebook,
  formatPath,
  type NotebookExecutionError,
  parametersFromYaml,
  pathValues,
} from "../../src/runner/index.js";
import { oraclePython } from "../oracle/python.js";
import { EXECUTE_CASES } from "./execute-cases.js";
import { makeNotebook } from "./make-notebook.js";
import { normalisedNotebook } from "./normalised.js";
import { type OracleAnswer, PapermillOracle } from "./papermill-oracle.js";

let folder: string;
let oracle: PapermillOracle;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-papermill-"));
  for (const tool of ["papermill", "cellmill"]) mkdirSync(join(folder, tool));
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
  oracle = new PapermillOracle();
});
afterAll(() => {
  oracle.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Papermill's answer; asked again if it lost its kernel to a race for ports, which is not what is compared here. */
async function askPapermill(question: Readonly<Record<string, unknown>>): Promise<OracleAnswer | undefined> {
  for (let left = 3; ; left--) {
    const [answer] = await oracle.ask([question]);
    if (left === 0 || !String(answer?.error).includes("Kernel died before replying to kernel_info")) return answer;
  }
}

it.each(EXECUTE_CASES)("runs the notebook '$name' with the result that papermill has", async (one) => {
  const input = join(folder, "input.ipynb");
  const [theirs, ours] = ["papermill", "cellmill"].map((tool) => join(folder, tool, one.outputName ?? "out.ipynb")) as [
    string,
    string,
  ];
  const plain = JSON.parse(writeNotebook(makeNotebook("python3", one.cells))) as Record<string, unknown>;
  writeFileSync(input, JSON.stringify({ ...plain, ...one.notebook }));
  const parameters = one.parameters ?? "";
  const { options = {} } = one;
  const values = await parametersFromYaml(parameters, one.name);
  // Both at once: each has a kernel of its own.
  const question = { op: "execute", input, output: theirs, parameters, options: { ...options, execution_timeout: 20 } };
  const [answer, outcome] = await Promise.all([
    askPapermill(question),
    executeNotebook(input, ours, {
      progressBar: false,
      parameters: values,
      reportMode: options.report_mode ?? false,
      prepareOnly: options.prepare_only ?? false,
      requestSaveOnCellExecute: options.request_save_on_cell_execute ?? true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.kernel_name === undefined ? {} : { kernelName: options.kernel_name }),
      ...(options.language === undefined ? {} : { language: options.language }),
    }).then(
      () => "ok",
      (error: NotebookExecutionError) =>
        error.failure === undefined ? String(error) : `${error.failure.ename}: ${error.failure.evalue}`,
    ),
  ]);
  expect(outcome).toBe(answer?.ok ?? answer?.error);
  const path = (given: string): string => formatPath(given, pathValues(values));
  expect(normalised(path(ours))).toEqual(normalised(path(theirs)));
});

it("names the error of a kernel that sends no error output, where papermill says CellExecutionError", async () => {
  const result = await executeNotebook(makeNotebook("python3", ["%no_such_magic", "print('after')"]), null, {
    progressBar: false,
  }).catch((error: NotebookExecutionError) => error);
  expect((result as NotebookExecutionError).failure).toMatchObject({ cellIndex: 0, ename: "UsageError" });
});

/** A notebook's file without what differs between the two runs; each has an output path of its own. */
function normalised(path: string): unknown {
  const notebook = normalisedNotebook(readFileSync(path, "utf8")) as {
    metadata: { papermill?: Record<string, unknown> };
  };
  if (notebook.metadata.papermill !== undefined) notebook.metadata.papermill["output_path"] = "…";
  return notebook;
}
