import { isLineEnd, lineEndAfter } from "./split-lines.js";
import { stringInside } from "./string-pieces.js";

/**
 * The JSON list of the lines of a text that comes in pieces, as `writeJson` gives it for what `splitLines` gives. A line may
 * be of any length: it need not fit into one piece.
 */
export function* linePieces(pieces: Iterable<string>, level: number): Generator<string> {
  const indent = `\n${" ".repeat(level + 1)}`;
  let separator = `[${indent}`;
  let open: LineState = "closed";
  for (const piece of pieces) {
    if (piece === "") continue;
    let text = "";
    let start = 0;
    if (open === "returned") {
      // A line feed that follows a carriage return belongs to it.
      if (piece.startsWith("\n")) {
        text = "\\n";
        start = 1;
      }
      text += '"';
      open = "closed";
    }
    while (start < piece.length) {
      const end = lineEndAfter(piece, start);
      const line = piece.slice(start, end);
      const state = lineState(piece, end);
      if (open === "closed") {
        text += separator;
        separator = `,${indent}`;
        // Most lines are whole.
        text += state === "closed" ? JSON.stringify(line) : `"${stringInside(line)}`;
      } else {
        text += stringInside(line);
        if (state === "closed") text += '"';
      }
      open = state;
      start = end;
    }
    yield text;
  }
  yield `${open === "closed" ? "" : '"'}${separator.startsWith("[") ? "[" : `\n${" ".repeat(level)}`}]`;
}

/** Whether a line is complete, goes on, or may have one line feed more. */
type LineState = "closed" | "open" | "returned";

function lineState(piece: string, end: number): LineState {
  if (end < piece.length) return "closed";
  if (piece.endsWith("\r")) return "returned";
  return isLineEnd(piece.charCodeAt(end - 1)) ? "closed" : "open";
}
