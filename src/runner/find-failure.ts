import { type Cell, cellTags, isCodeCell, type Notebook, objectAt, stringAt } from "../nbformat/index.js";
import { keptErrors } from "../nbformat/large/kept-items.js";
import type { CellFailure } from "./errors.js";

/**
 * What failed in a notebook that was run: the first cell with an error output or marked as failed, or `undefined`.
 * Leaving by `sys.exit(0)` is success, and a cell tagged `raises-exception` may raise.
 */
export function findFailure(notebook: Notebook): CellFailure | undefined {
  for (const [cellIndex, cell] of notebook.cells.entries()) {
    const failure = cellTags(cell).includes("raises-exception") ? endFailure(cell) : cellFailure(cell);
    if (failure !== undefined) return { ...failure, cellIndex, ...describe(cell) };
  }
  return undefined;
}

type FailureText = Pick<CellFailure, "ename" | "evalue" | "traceback">;

function cellFailure(cell: Cell): FailureText | undefined {
  const errors = isCodeCell(cell) ? keptErrors(cell) : [];
  const failed = errors.filter((output) => !isCleanExit(output));
  const output = failed.at(-1);
  if (output !== undefined) {
    const traceback = Array.isArray(output["traceback"]) ? output["traceback"].map(String) : [];
    return { ename: stringAt(output, "ename") ?? "", evalue: stringAt(output, "evalue") ?? "", traceback };
  }
  return errors.length === 0 ? markedFailure(cell) : undefined;
}

/** For a cell that may raise: only what ended the run counts. */
function endFailure(cell: Cell): FailureText | undefined {
  return objectAt(cell.metadata, "papermill")?.["status"] === "failed" ? cellFailure(cell) : undefined;
}

// A magic can fail without an error output; the record still says so.
function markedFailure(cell: Cell): FailureText | undefined {
  if (objectAt(cell.metadata, "papermill")?.["exception"] !== true) return undefined;
  return { ename: "CellExecutionError", evalue: "", traceback: [] };
}

function isCleanExit(output: Parameters<typeof stringAt>[0]): boolean {
  const value = stringAt(output, "evalue");
  return stringAt(output, "ename") === "SystemExit" && (value === "" || value === "0");
}

function describe(cell: Cell): Pick<CellFailure, "executionCount" | "source"> {
  return { executionCount: isCodeCell(cell) ? cell.execution_count : null, source: cell.source };
}
