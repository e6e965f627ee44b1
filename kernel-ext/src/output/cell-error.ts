import type { CellDiagnostic } from "../compiler/tslab.js";
import type { CellSources } from "../runtime/cell-sources.js";
import { codeFrame } from "./code-frame.js";
import { plainText } from "./mime-bundle.js";

/** An error as Jupyter carries it, in `error` messages and in replies. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

const CELL_PLACE = /(cell-[\w-]+\.ts):(\d+):(\d+)/;
const MAX_CAUSES = 5;

/** What a cell threw: name, message, the line of the cell with a caret, stack in the cell's own lines, causes. */
export function thrownError(thrown: unknown, sources: CellSources): CellError {
  if (!isErrorLike(thrown)) {
    const text = typeof thrown === "string" ? thrown : plainText(thrown);
    return { ename: "Thrown", evalue: text, traceback: [`Thrown (no Error object): ${text}`] };
  }
  const ename = String(thrown.name ?? "Error");
  const evalue = String(thrown.message ?? "");
  return { ename, evalue, traceback: tracebackOf(thrown, sources, 0) };
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return (
    value instanceof Error || (typeof value === "object" && value !== null && "message" in value && "stack" in value)
  );
}

function tracebackOf(error: ErrorLike, sources: CellSources, depth: number): string[] {
  const head = `${String(error.name ?? "Error")}: ${String(error.message ?? "")}`;
  const frames = String(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  const lines = [...head.split("\n"), ...frameOfCell(frames, sources), ...frames];
  if (depth >= MAX_CAUSES) return lines;
  if (error.cause !== undefined) lines.push(...nested("Caused by", error.cause, sources, depth));
  if (Array.isArray(error.errors)) {
    for (const each of error.errors.slice(0, MAX_CAUSES)) lines.push(...nested("One of", each, sources, depth));
  }
  return lines;
}

function nested(title: string, error: unknown, sources: CellSources, depth: number): string[] {
  const inner = isErrorLike(error) ? tracebackOf(error, sources, depth + 1) : [plainText(error)];
  return [`${title}: ${inner[0] ?? ""}`, ...inner.slice(1)];
}

/** The code around the first place of a cell in the stack. */
function frameOfCell(frames: readonly string[], sources: CellSources): string[] {
  for (const frame of frames) {
    const match = CELL_PLACE.exec(frame);
    const [, file = "", line, column] = match ?? [];
    const source = sources.sourceOf(file);
    if (source === undefined) continue;
    return [match![0], ...codeFrame(source, { line: Number(line), column: Number(column) })];
  }
  return [];
}

/** Findings of the type check: TS codes, places, the lines with carets. */
export function typeScriptError(diagnostics: readonly CellDiagnostic[], file: string, source: string): CellError {
  const traceback: string[] = [];
  let previous: CellDiagnostic | undefined;
  let count = 0;
  for (const diagnostic of diagnostics) {
    const text = `TS${diagnostic.code}: ${diagnostic.messageText}`;
    if (previous !== undefined && isContinuation(previous, diagnostic)) {
      traceback.push(`    ${diagnostic.messageText}`); // the parts of one chained message follow each other
      continue;
    }
    previous = diagnostic;
    count += 1;
    const { line, character } = diagnostic.start;
    traceback.push(`${diagnostic.fileName ?? file}:${line + 1}:${character + 1} - ${text}`);
    if (diagnostic.fileName === undefined) {
      const length = diagnostic.end.line === line ? diagnostic.end.character - character : 1;
      traceback.push(...codeFrame(source, { line: line + 1, column: character + 1, length }));
    }
  }
  const first = diagnostics[0];
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  const evalue = first === undefined ? "" : `TS${first.code}: ${first.messageText}${more}`;
  return { ename: "TypeScriptError", evalue, traceback: [`TypeScriptError: ${evalue}`, ...traceback] };
}

function isContinuation(a: CellDiagnostic, b: CellDiagnostic): boolean {
  return b.fileName === undefined && a.start.offset === b.start.offset && a.end.offset === b.end.offset;
}
