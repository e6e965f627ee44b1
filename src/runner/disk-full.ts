import { isCellmillError } from "../core/index.js";
import { type Cell, isCodeCell, type Notebook } from "../nbformat/index.js";
import { largeAt } from "../nbformat/large/large-members.js";

/** True if the error says that there was no room for a file. */
export function isDiskFull(error: unknown): boolean {
  const cause = isCellmillError(error) ? error.details.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The cells that have outputs. */
export function cellsWithOutputs(notebook: Notebook): Set<Cell> {
  // Outputs that are kept as bytes are not read for this.
  return new Set(
    notebook.cells.filter(
      (cell) => isCodeCell(cell) && (largeAt(cell, "outputs") !== undefined || cell.outputs.length > 0),
    ),
  );
}

/** Takes the outputs out of all cells but those that the file has with outputs already; gives the cells that lost theirs. */
export function dropUnsavedOutputs(notebook: Notebook, saved: ReadonlySet<Cell>): Cell[] {
  const dropped = [...cellsWithOutputs(notebook)].filter((cell) => !saved.has(cell));
  for (const cell of dropped) cell["outputs"] = [];
  return dropped;
}
