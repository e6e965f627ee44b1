import { NotebookError } from "../../core/index.js";
import type { CodeCell, Output } from "../../nbformat/index.js";
import { skipSpace } from "../../nbformat/large/scan-bytes.js";
import { outputPieces, outputsPieces } from "../../nbformat/write-notebook.js";
import type { ByteRange } from "../notebook/json-places.js";
import type { NotebookDocument } from "../notebook/notebook-document.js";
import { LineShifts } from "./line-shifts.js";
import { type Edit, type NewOutput, outputEdits } from "./output-edits.js";
import { layoutAt, reindented } from "./reindent.js";

/** New outputs for one cell of a file. */
export interface OutputsUpdate {
  /** Index among all cells. */
  readonly index: number;
  readonly outputs: readonly NewOutput[];
  /** Put in place of a count that is null; others stay. */
  readonly executionCount: number | null;
}

/** How deep the outputs of a cell stand in a notebook file. */
const OUTPUTS_LEVEL = 3;
const CLOSING_BRACKET = 0x5d;
const LINE_FEED = 0x0a;

/**
 * The notebook file with new outputs, in pieces. Only the outputs that change are replaced, in the indentation of the
 * file: every other byte stays, whatever program wrote it.
 */
export function* writeOutputs(
  document: NotebookDocument,
  updates: readonly OutputsUpdate[],
  shift: LineShifts = new LineShifts(),
): Generator<string | Uint8Array> {
  if (document.format !== 4) {
    throw new NotebookError({
      what: "outputs can only be written into notebooks of format 4",
      where: document.path,
      got: `format ${document.format}`,
    });
  }
  const inOrder = [...updates].sort((a, b) => a.index - b.index);
  let at = 0;
  for (const update of inOrder) {
    for (const { range, pieces } of editsOf(document, update)) {
      yield document.bytes.subarray(at, range.start);
      let lines = 0;
      for (const piece of pieces()) {
        lines += lineFeeds(piece);
        yield piece;
      }
      shift.add(
        document.places.lineAt(range.start),
        lines - lineFeeds(document.bytes.subarray(range.start, range.end)),
      );
      at = range.end;
    }
  }
  yield document.bytes.subarray(at);
}

function lineFeeds(piece: string | Uint8Array): number {
  let count = 0;
  const next = (from: number): number =>
    typeof piece === "string" ? piece.indexOf("\n", from) : piece.indexOf(LINE_FEED, from);
  for (let at = next(0); at >= 0; at = next(at + 1)) count++;
  return count;
}

/** The edits in a cell, in the order of the file. They are made one by one: a cell may show a million outputs. */
function* editsOf({ bytes, places, notebook }: NotebookDocument, update: OutputsUpdate): Generator<Edit> {
  const place = places.at(update.index);
  const { execution_count: stored } = notebook.cells[update.index] as CodeCell;
  const { executionCount: got } = update;
  const filled = stored === null && got !== null ? place?.executionCount : undefined;
  const countEdit: Edit[] = filled === undefined ? [] : [{ range: filled, pieces: () => [String(got)] }];
  const list = place?.outputs;
  const listEdits = list === undefined ? [] : listEditsOf(bytes, list, update, stored ?? got, filled !== undefined);
  if (filled !== undefined && list !== undefined && list.start < filled.start) {
    yield* listEdits;
    yield* countEdit;
  } else {
    yield* countEdit;
    yield* listEdits;
  }
}

function* listEditsOf(
  bytes: Uint8Array,
  list: ByteRange,
  { outputs }: OutputsUpdate,
  count: number | null,
  isFilled: boolean,
): Generator<Edit> {
  const layout = layoutAt(bytes, list.start, OUTPUTS_LEVEL);
  const asText = (pieces: Iterable<string>): Iterable<string> => reindented(pieces, layout);
  if (outputs.length === 0 || bytes[skipSpace(bytes, list.start + 1)] === CLOSING_BRACKET) {
    const all = outputs.filter((output) => typeof output !== "number").map((output) => withCount(output, count));
    yield { range: list, pieces: () => asText(outputsPieces(all)) };
    return;
  }
  const write = (output: Output): Iterable<string> => asText(outputPieces(withCount(output, count)));
  yield* outputEdits({ bytes, list, outputs, write, ...(isFilled && count !== null ? { count } : {}) });
}

// A result has the count of its cell; a file where the two differ is confusing.
function withCount(output: Output, count: number | null): Output {
  return output.output_type === "execute_result" ? { ...output, execution_count: count } : output;
}
