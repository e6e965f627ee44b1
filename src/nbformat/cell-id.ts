import type { Notebook } from "./types.js";

/**
 * A cell id of eight hexadecimal digits that follows from the seed, which may go on in pieces, so that a notebook upgraded twice
 * stays equal.
 */
export function cellIdFrom(seed: string, taken: ReadonlySet<string>, rest: () => Iterable<string> = () => []): string {
  for (let attempt = 0; ; attempt++) {
    let hash = fnv1a(`${attempt}:${seed}`);
    for (const piece of rest()) hash = fnv1a(piece, hash);
    const id = (hash >>> 0).toString(16).padStart(8, "0");
    if (!taken.has(id)) return id;
  }
}

/** The ids of all cells that have one. */
export function cellIds(notebook: Notebook): Set<string> {
  const ids = new Set<string>();
  for (const cell of notebook.cells) if (typeof cell["id"] === "string") ids.add(cell["id"]);
  return ids;
}

/** The 32-bit FNV-1a hash of the text's UTF-16 units, as a signed number; goes on with that of what stands before. */
function fnv1a(text: string, before = 0x811c9dc5): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return hash;
}
