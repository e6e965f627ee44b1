import { checkNotebooks } from "./check-notebooks.js";
import { cellMarkers, notebookMarkers } from "./markers/index.js";
import { readDocument } from "./notebook/notebook-document.js";
import { type CheckOptions, resolveOptions } from "./options.js";
import { checkUnits } from "./plan/check-units.js";
import { terminalNotebook } from "./report/terminal.js";
import { cellName, notebookName, plainText } from "./report/verdict-text.js";
import type { NotebookVerdict } from "./types.js";

/** The functions of vitest that are used; they are looked up when `notebooks` is called, inside of a test run. */
interface Vitest {
  describe(name: string, body: () => void): void;
  it(name: string, test: (context: TestContext) => Promise<void>, timeoutMs?: number): void;
}

interface TestContext {
  skip(note?: string): void;
  /** Since vitest 3.2. */
  annotate?(message: string, type: string): Promise<unknown>;
}

/** Milliseconds in which a kernel surely ends. */
const ENDING_MS = 30_000;

/** Options for checks in a vitest run. A notebook is run when its first test starts. */
export interface VitestOptions extends Omit<CheckOptions, "onVerdict" | "signal" | "jobs" | "shard"> {
  /** Milliseconds that a notebook may take; then it is ended, and what has not run fails. 0 = no limit. Default 600,000. */
  readonly timeoutMs?: number;
}

/**
 * Registers one vitest test for each code cell of the notebooks. Call it with `await` at the top of a test file.
 * @example await notebooks("notebooks", { rules: { rtol: 1e-5 } });
 */
export async function notebooks(paths: string | readonly string[], options: VitestOptions = {}): Promise<void> {
  const { timeoutMs = 600_000, ...checkOptions } = options;
  const given = typeof paths === "string" ? [paths] : paths;
  // vitest cannot be required and is only there in a test run, so nothing here may import it when it is loaded.
  const { describe, it } = (await import("vitest" as string)) as Vitest;
  for (const unit of await checkUnits(given, resolveOptions(checkOptions))) {
    const cells = await cellsOf(unit.path);
    let verdict: Promise<NotebookVerdict> | undefined;
    const check = async (): Promise<NotebookVerdict> => {
      const matrix = checkOptions.matrix === undefined ? {} : { matrix: unit.parameterFiles.slice(-1) };
      const limit = timeoutMs > 0 ? { signal: AbortSignal.timeout(timeoutMs) } : {};
      const [found] = await checkNotebooks([unit.path], { ...checkOptions, ...matrix, ...limit });
      return limit.signal?.aborted ? tooLate(found as NotebookVerdict, timeoutMs) : (found as NotebookVerdict);
    };
    describe(notebookName({ ...unit, cells: [], durationSeconds: 0 }), () => {
      // vitest takes a suite without tests for a mistake.
      if (cells.length === 0) it("has no code cells", async () => {});
      for (const [i, name] of cells.entries()) {
        it(
          name,
          async (context) => {
            verdict ??= check();
            await reportCell(await verdict, i, context);
          },
          // The notebook's own limit comes first; then its kernel has this long to end.
          timeoutMs > 0 ? timeoutMs + ENDING_MS : 0,
        );
      }
    });
  }
}

/** The verdict on a notebook that was ended: vitest passes what is skipped, so what did not run must fail. */
function tooLate(verdict: NotebookVerdict, timeoutMs: number): NotebookVerdict {
  const reason = `the notebook took longer than ${timeoutMs} ms, the limit timeoutMs`;
  const { error, ...rest } = verdict;
  if (!rest.cells.some(({ status }) => status === "not-run"))
    return error === undefined ? verdict : { ...rest, error: `${reason}: ${error}` };
  return {
    ...rest,
    cells: rest.cells.map((cell) => (cell.status === "not-run" ? { ...cell, status: "failed", reason } : cell)),
  };
}

/** Names of the tests: the number of the cell, and its id if it has one. */
async function cellsOf(path: string): Promise<string[]> {
  const { notebook } = await readDocument(path);
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
  // Broken settings in metadata are better told before anything runs.
  notebookMarkers(notebook.metadata);
  for (const cell of code) cellMarkers(cell, notebook.metadata);
  return code.map((cell, i) => `Cell ${i + 1}${typeof cell["id"] === "string" ? ` ${cell["id"]}` : ""}`);
}

async function reportCell(verdict: NotebookVerdict, index: number, context: TestContext): Promise<void> {
  const cell = verdict.cells[index];
  if (verdict.error !== undefined || cell === undefined)
    throw new Error(`${notebookName(verdict)}: ${verdict.error ?? "the cell is missing"}`);
  // A flaky cell must not pass in silence; where one failed, the error says it. Not every reporter shows annotations.
  for (const warning of cell.status === "failed" ? [] : cell.warnings) {
    console.warn(`${notebookName(verdict)}, ${cellName(cell)}: ${plainText(warning)}`);
    await context.annotate?.(plainText(warning), "warning");
  }
  if (cell.status === "skipped" || cell.status === "not-run") context.skip(cell.reason);
  if (cell.status !== "failed") return;
  const error = new Error(`${cellName(cell)}\n${terminalNotebook({ ...verdict, cells: [cell] })}`);
  // The stack of this function says nothing about the notebook.
  error.stack = error.message;
  throw error;
}
