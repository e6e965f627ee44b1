import type { Cell } from "../nbformat/index.js";
import { keptText } from "../nbformat/large/kept-text.js";

const MARKER = "papermill_description=";

/** What a cell's source says of it as `papermill_description=…`. */
export function cellDescription(cell: Cell): string | undefined {
  let text = "";
  for (const piece of keptText(cell, "source")) {
    text += piece;
    const found = /papermill_description=(\S+)/.exec(text);
    // It may go on in the next piece.
    if (found !== null && found.index + found[0].length < text.length) return found[1];
    text = found === null ? text.slice(-MARKER.length) : text.slice(found.index);
  }
  return /papermill_description=(\S+)/.exec(text)?.[1];
}
