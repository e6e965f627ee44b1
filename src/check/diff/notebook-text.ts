import { isCodeCell, isJsonObject, type Notebook, type Output, stringAt } from "../../nbformat/index.js";
import { keptText } from "../../nbformat/large/kept-text.js";
import { plainText } from "../report/verdict-text.js";

/** A notebook as text for `git diff` (textconv): one block for each cell, outputs as their plain text. */
export function notebookText(notebook: Notebook): string {
  return [...notebookTextLines(notebook)].join("");
}

/** The same in pieces: an output may be too long for one text. */
export function* notebookTextLines(notebook: Notebook): Generator<string> {
  for (const [index, cell] of notebook.cells.entries()) {
    const id = stringAt(cell, "id");
    yield `${index === 0 ? "" : "\n"}[${cell.cell_type}${id === undefined ? "" : ` ${id}`}]\n${cell.source}\n`;
    if (isCodeCell(cell)) for (const output of cell.outputs) yield* outputText(output);
  }
}

function* outputText(output: Output): Generator<string> {
  if (output.output_type === "stream") {
    yield `> ${String(output["name"])}\n`;
    yield* quoted(keptText(output, "text"));
  } else if (output.output_type === "error") {
    yield `> error ${String(output["ename"])}: ${String(output["evalue"])}\n`;
  } else {
    const data = isJsonObject(output["data"]) ? output["data"] : {};
    yield `> ${Object.keys(data).sort().join(", ")}\n`;
    if (Object.hasOwn(data, "text/plain")) yield* quoted(keptText(data, "text/plain"));
  }
}

/** The lines of a text that comes in pieces, each marked as one of an output. */
function* quoted(pieces: Iterable<string>): Generator<string> {
  // A line end waits for what follows: at the end of the text it begins no line.
  let text = ">   ";
  for (const piece of pieces) {
    text += plainText(piece).replaceAll("\n", "\n>   ");
    const end = text.endsWith("\n>   ") ? text.length - "\n>   ".length : text.length;
    yield text.slice(0, end);
    text = text.slice(end);
  }
  yield "\n";
}
