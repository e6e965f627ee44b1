import { cellTags, type Notebook, newMarkdownCell } from "../nbformat/index.js";

/** Papermill's tag of the two cells that show where a run failed. */
export const ERROR_MARKER_TAG = "papermill-error-cell-tag";

const STYLE = 'style="color:red; font-family:Helvetica Neue, Helvetica, Arial, sans-serif; font-size:2em;"';

/** Drops the markers of an earlier run. */
export function removeErrorMarkers(notebook: Notebook): void {
  notebook.cells = notebook.cells.filter((cell) => !cellTags(cell).includes(ERROR_MARKER_TAG));
}

/** Puts a cell at the top that links to the failing cell, and an anchor right before that one, in papermill's words. */
export function insertErrorMarkers(notebook: Notebook, cellIndex: number, executionCount: number | null): void {
  const link = `<a href="#papermill-error-cell">In [${executionCount ?? "None"}]</a>`;
  const top = `<span ${STYLE}>An Exception was encountered at '${link}'.</span>`;
  const anchor = `<span id="papermill-error-cell" ${STYLE}>Execution using papermill encountered an exception here and stopped:</span>`;
  notebook.cells.splice(cellIndex, 0, marker(notebook, anchor));
  notebook.cells.unshift(marker(notebook, top));
}

function marker(notebook: Notebook, source: string): Notebook["cells"][number] {
  return newMarkdownCell(notebook, source, { tags: [ERROR_MARKER_TAG] });
}
