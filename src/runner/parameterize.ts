import { cellTags, type JsonObject, type Notebook, newCodeCell } from "../nbformat/index.js";

const PARAMETERS_TAG = "parameters";
const INJECTED_TAG = "injected-parameters";

/** The index of the first cell with the tag, or -1. */
export function findTaggedCell(notebook: Notebook, tag: string): number {
  return notebook.cells.findIndex((cell) => cellTags(cell).includes(tag));
}

/** True if a run has put parameters in. */
export function hasInjectedCell(notebook: Notebook): boolean {
  return findTaggedCell(notebook, INJECTED_TAG) >= 0;
}

/** The source of the first cell tagged `parameters`, or `undefined`. */
export function parametersSource(notebook: Notebook): string | undefined {
  return notebook.cells[findTaggedCell(notebook, PARAMETERS_TAG)]?.source;
}

/**
 * Puts the parameters' code into the notebook: in place of the cell of an earlier run, else after the first cell tagged
 * `parameters`, else at the top. True if there was such a place, false if it went to the top.
 */
export function injectParameters(notebook: Notebook, source: string, hideSource: boolean): boolean {
  const metadata: JsonObject = { tags: [INJECTED_TAG] };
  if (hideSource) metadata["jupyter"] = { source_hidden: true };
  const cell = newCodeCell(notebook, source, metadata);
  const injected = findTaggedCell(notebook, INJECTED_TAG);
  const declared = findTaggedCell(notebook, PARAMETERS_TAG);
  if (injected >= 0) notebook.cells[injected] = cell;
  else notebook.cells.splice(declared + 1, 0, cell);
  return injected >= 0 || declared >= 0;
}
