import { type Cell, type Notebook, writeCell, writeNotebook } from "../nbformat/index.js";

/** The text of a notebook that changes cell by cell: cells that were not touched since are not serialised again. */
export class NotebookText {
  readonly #cells = new WeakMap<Cell, string>();

  /** Says that the cell changed. */
  touch(cell: Cell): void {
    this.#cells.delete(cell);
  }

  render(notebook: Notebook): string {
    return writeNotebook(notebook, { cellText: (cell) => this.#textOf(cell) });
  }

  #textOf(cell: Cell): string {
    const kept = this.#cells.get(cell);
    if (kept !== undefined) return kept;
    const text = writeCell(cell);
    this.#cells.set(cell, text);
    return text;
  }
}
