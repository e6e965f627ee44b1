import type { Notebook } from "./types.js";

/** A cell id of eight hexadecimal digits that follows from the seed, so that a notebook upgraded twice stays equal. */
export function cellIdFrom(seed: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const id = fnv1a(`${attempt}:${seed}`).toString(16).padStart(8, "0");
    if (!taken.has(id)) return id;
  }
}

/** The ids of all cells that have one. */
export function cellIds(notebook: Notebook): Set<string> {
  const ids = new Set<string>();
  for (const cell of notebook.cells) if (typeof cell["id"] === "string") ids.add(cell["id"]);
  return ids;
}

/** The 32-bit FNV-1a hash of the text's UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return hash >>> 0;
}
