import type { Cell } from "../../nbformat/index.js";

/** How messages about a cell's metadata name it: by its id, or by its number among all cells, from 1, where it has none. */
export function cellPlace(cell: Cell, index: number | undefined): string {
  const id = cell["id"];
  if (typeof id === "string") return `cell ${id}`;
  return index === undefined ? "cell" : `cell ${index + 1} of all cells`;
}
