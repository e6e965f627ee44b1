import { createHash } from "node:crypto";
import type { Cell, Notebook } from "../../nbformat/index.js";
import { keptText } from "../../nbformat/large/kept-text.js";

/** Hexadecimal digits of an id: short to read, and long enough that even 10⁵ cells hardly ever share one. */
const ID_LENGTH = 12;

/**
 * Gives every cell an id that follows from its type and source alone, in place; equal cells are told apart by their
 * order. A cell keeps its id when cells are put in, moved or taken away around it.
 */
export function setDeterministicIds(notebook: Notebook): void {
  const seen = new Map<string, number>();
  const taken = new Set<string>();
  for (const cell of notebook.cells) {
    const content = contentHash(cell, 0);
    let occurrence = seen.get(content) ?? 0;
    let id = contentId(cell, occurrence);
    while (taken.has(id)) id = contentId(cell, ++occurrence);
    seen.set(content, occurrence + 1);
    taken.add(id);
    cell["id"] = id;
  }
}

function contentId(cell: Cell, occurrence: number): string {
  return contentHash(cell, occurrence).slice(0, ID_LENGTH);
}

function contentHash(cell: Cell, occurrence: number): string {
  const hash = createHash("sha256").update(`${occurrence}\0${cell.cell_type}\0`);
  for (const piece of keptText(cell, "source")) hash.update(piece);
  return hash.digest("hex");
}
