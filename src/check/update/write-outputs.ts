import { NotebookError } from "../../core/index.js";
import type { CodeCell, Output } from "../../nbformat/index.js";
import { outputsPieces } from "../../nbformat/write-notebook.js";
import type { ByteRange } from "../notebook/json-places.js";
import type { NotebookDocument } from "../notebook/notebook-document.js";
import { layoutAt, reindented } from "./reindent.js";

/** New outputs for one cell of a file. */
export interface OutputsUpdate {
  /** Index among all cells. */
  readonly index: number;
  readonly outputs: readonly Output[];
  /** Put in place of a count that is null; others stay. */
  readonly executionCount: number | null;
}

/** How deep the outputs of a cell stand in a notebook file. */
const OUTPUTS_LEVEL = 3;

/**
 * The notebook file with new outputs, in pieces. Only the values that change are replaced, in the indentation of the file:
 * every other byte stays, whatever program wrote it.
 */
export function* writeOutputs(
  document: NotebookDocument,
  updates: readonly OutputsUpdate[],
): Generator<string | Uint8Array> {
  if (document.format !== 4) {
    throw new NotebookError({
      what: "outputs can only be written into notebooks of format 4",
      where: document.path,
      got: `format ${document.format}`,
    });
  }
  const edits = updates.flatMap((update) => editsOf(document, update)).sort((a, b) => a.range.start - b.range.start);
  let at = 0;
  for (const { range, pieces } of edits) {
    yield document.bytes.subarray(at, range.start);
    yield* pieces();
    at = range.end;
  }
  yield document.bytes.subarray(at);
}

interface Edit {
  readonly range: ByteRange;
  readonly pieces: () => Iterable<string>;
}

function editsOf({ bytes, places, notebook }: NotebookDocument, update: OutputsUpdate): Edit[] {
  const place = places.at(update.index);
  const stored = notebook.cells[update.index] as CodeCell;
  const count = stored.execution_count ?? update.executionCount;
  const edits: Edit[] = [];
  if (place?.outputs !== undefined) {
    const range = place.outputs;
    const outputs = update.outputs.map((output) => withCount(output, count));
    const layout = layoutAt(bytes, range.start, OUTPUTS_LEVEL);
    edits.push({ range, pieces: () => reindented(outputsPieces(outputs), layout) });
  }
  if (place?.executionCount !== undefined && stored.execution_count === null && count !== null)
    edits.push({ range: place.executionCount, pieces: () => [String(count)] });
  return edits;
}

// The result of a cell carries the cell's own count; a file where the two differ is confusing.
function withCount(output: Output, count: number | null): Output {
  return output.output_type === "execute_result" ? { ...output, execution_count: count } : output;
}
