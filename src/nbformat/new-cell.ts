import { cellIdFrom, cellIds } from "./cell-id.js";
import type { JsonObject } from "./json-value.js";
import type { Cell, CodeCell, Notebook } from "./types.js";

/** A code cell that was not run, with an id that no cell of the notebook has: put it in before the next one is made. */
export function newCodeCell(notebook: Notebook, source: string, metadata: JsonObject = {}): CodeCell {
  const id = cellIdFrom(`code:${source}`, cellIds(notebook));
  return { cell_type: "code", execution_count: null, id, metadata, outputs: [], source };
}

/** A markdown cell, with an id that no cell of the notebook has: put it in before the next one is made. */
export function newMarkdownCell(notebook: Notebook, source: string, metadata: JsonObject = {}): Cell {
  return { cell_type: "markdown", id: cellIdFrom(`markdown:${source}`, cellIds(notebook)), metadata, source };
}
