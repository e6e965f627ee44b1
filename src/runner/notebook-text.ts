import { type Cell, type Notebook, notebookPieces, writeCell } from "../nbformat/index.js";

/**
 * The file of a notebook that changes cell by cell: cells that were not touched since are not serialised again. Their
 * bytes are kept outside the JavaScript heap; the whole text is never there at once.
 */
export class NotebookText {
  readonly #cells = new WeakMap<Cell, Uint8Array>();

  /** Says that the cell changed. */
  touch(cell: Cell): void {
    this.#cells.delete(cell);
  }

  /** The file as it is at this moment. */
  pieces(notebook: Notebook): (string | Uint8Array)[] {
    return [...notebookPieces(notebook, (cell) => this.#bytesOf(cell))];
  }

  #bytesOf(cell: Cell): Uint8Array {
    const kept = this.#cells.get(cell);
    if (kept !== undefined) return kept;
    const bytes = Buffer.from(writeCell(cell), "utf8");
    this.#cells.set(cell, bytes);
    return bytes;
  }
}
