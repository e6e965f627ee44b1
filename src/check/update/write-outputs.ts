import { NotebookError } from "../../core/index.js";
import { type CodeCell, type Output, writeCell } from "../../nbformat/index.js";
import type { CellPlace } from "../notebook/cell-places.js";
import { memberPlaces, type TextRange } from "../notebook/json-places.js";
import type { NotebookDocument } from "../notebook/notebook-document.js";

/** New outputs for one cell of a file. */
export interface OutputsUpdate {
  /** Index among all cells. */
  readonly index: number;
  readonly outputs: readonly Output[];
  /** Put in place of a count that is null; others stay. */
  readonly executionCount: number | null;
}

/**
 * The text of the notebook file with new outputs. Only the values that change are replaced, in the indentation of the
 * file: every other byte stays, whatever program wrote it.
 */
export function writeOutputs(document: NotebookDocument, updates: readonly OutputsUpdate[]): string {
  if (document.format !== 4) {
    throw new NotebookError({
      what: "outputs can only be written into notebooks of format 4",
      where: document.path,
      got: `format ${document.format}`,
    });
  }
  const edits = updates.flatMap((update) => editsOf(document, update)).sort((a, b) => a.range.start - b.range.start);
  let result = "";
  let at = 0;
  for (const { range, text } of edits) {
    result += document.text.slice(at, range.start) + text;
    at = range.end;
  }
  return result + document.text.slice(at);
}

interface Edit {
  readonly range: TextRange;
  readonly text: string;
}

function editsOf(document: NotebookDocument, update: OutputsUpdate): Edit[] {
  const place = document.places[update.index] as CellPlace;
  const stored = document.notebook.cells[update.index] as CodeCell;
  const count = stored.execution_count ?? update.executionCount;
  const cell: CodeCell = { ...stored, outputs: update.outputs.map((output) => withCount(output, count)) };
  const edits: Edit[] = [];
  if (place.outputs !== undefined)
    edits.push({ range: place.outputs, text: reindent(outputsText(cell), document.text, place.outputs.start) });
  if (place.executionCount !== undefined && stored.execution_count === null && count !== null)
    edits.push({ range: place.executionCount, text: String(count) });
  return edits;
}

// The result of a cell carries the cell's own count; a file where the two differ is confusing.
function withCount(output: Output, count: number | null): Output {
  return output.output_type === "execute_result" ? { ...output, execution_count: count } : output;
}

/** The list of outputs as it stands in a notebook file, where it is three levels deep. */
function outputsText(cell: CodeCell): string {
  const text = writeCell(cell);
  const range = memberPlaces(text, 0).find((member) => member.key === "outputs")?.value;
  return range === undefined ? "[]" : text.slice(range.start, range.end);
}

/** Text written by nbformat's rules (one blank a level, three levels deep) in the file's own indentation and line ends. */
function reindent(written: string, file: string, start: number): string {
  const lineStart = file.lastIndexOf("\n", start) + 1;
  const indent = /^[ \t]*/.exec(file.slice(lineStart, start))?.[0] ?? "";
  const lineEnd = file[lineStart - 2] === "\r" ? "\r\n" : "\n";
  // A file on one line has no indentation to follow. Line ends stand only between the tokens of a JSON text.
  if (lineStart === 0) return written.replace(/\n */g, "");
  if (indent === "   " && lineEnd === "\n") return written;
  const unit = indent === "" ? "" : indent.slice(0, Math.max(1, Math.round(indent.length / 3)));
  return written
    .split("\n")
    .map((line, index) => (index === 0 ? line : unit.repeat(/^ */.exec(line)?.[0].length ?? 0) + line.trimStart()))
    .join(lineEnd);
}
