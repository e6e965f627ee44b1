import {
  type Cell,
  cellTags,
  isCodeCell,
  type JsonObject,
  type Notebook,
  type Output,
  objectAt,
  stringAt,
} from "../nbformat/index.js";
import { keptErrors } from "../nbformat/large/kept-items.js";
import { copyMember, largeAt } from "../nbformat/large/large-members.js";
import { LargeText, LargeTextList } from "../nbformat/large/large-value.js";
import type { CellFailure } from "./errors.js";

/**
 * What failed in a notebook that was run: the first cell with an error output or marked as failed, or `undefined`.
 * Leaving by `sys.exit(0)` is success, and a cell tagged `raises-exception` may raise.
 */
export function findFailure(notebook: Notebook): CellFailure | undefined {
  for (const [cellIndex, cell] of notebook.cells.entries()) {
    const failure = cellTags(cell).includes("raises-exception") ? endFailure(cell) : cellFailure(cell);
    // Not spread: that would read its long texts.
    if (failure !== undefined) return Object.assign(failure, { cellIndex, ...describe(cell) });
  }
  return undefined;
}

type FailureText = Pick<CellFailure, "ename" | "evalue" | "traceback">;

function cellFailure(cell: Cell): FailureText | undefined {
  const errors = isCodeCell(cell) ? keptErrors(cell) : [];
  const failed = errors.filter((output) => !isCleanExit(output));
  const output = failed.at(-1);
  if (output !== undefined) return errorTexts(output);
  return errors.length === 0 ? markedFailure(cell) : undefined;
}

/** The texts of an error output. Long ones stay as they are kept until somebody reads them. */
function errorTexts(output: Output): FailureText {
  const texts: JsonObject = { ename: stringAt(output, "ename") ?? "" };
  if (!(largeAt(output, "evalue") instanceof LargeText && copyMember(output, texts, "evalue")))
    texts["evalue"] = stringAt(output, "evalue") ?? "";
  if (!(largeAt(output, "traceback") instanceof LargeTextList && copyMember(output, texts, "traceback"))) {
    const { traceback } = output;
    texts["traceback"] = Array.isArray(traceback) ? traceback.map(String) : [];
  }
  return texts as unknown as FailureText;
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

function isCleanExit(output: Output): boolean {
  if (stringAt(output, "ename") !== "SystemExit" || largeAt(output, "evalue") !== undefined) return false;
  const value = stringAt(output, "evalue");
  return value === "" || value === "0";
}

function describe(cell: Cell): Pick<CellFailure, "executionCount" | "source"> {
  return { executionCount: isCodeCell(cell) ? cell.execution_count : null, source: cell.source };
}
