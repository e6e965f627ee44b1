import { createHash } from "node:crypto";
import {
  isCodeCell,
  isJsonObject,
  type JsonObject,
  type Notebook,
  type Output,
  stringAt,
  writeJson,
} from "../../nbformat/index.js";
import { keptText } from "../../nbformat/large/kept-text.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import { lineText, plainText } from "../report/verdict-text.js";

/**
 * A notebook as text for `git diff` (textconv): one block for each cell, outputs as their plain text; of other values, such
 * as pictures, the start of their hash, so that a change shows.
 */
export function notebookText(notebook: Notebook): string {
  return [...notebookTextLines(notebook)].join("");
}

/** The same in pieces: an output may be too long for one text. */
export function* notebookTextLines(notebook: Notebook): Generator<string> {
  for (const [index, cell] of notebook.cells.entries()) {
    const id = stringAt(cell, "id");
    const name = `[${lineText(cell.cell_type)}${id === undefined ? "" : ` ${lineText(id)}`}]`;
    yield `${index === 0 ? "" : "\n"}${name}\n${plainText(cell.source)}\n`;
    if (isCodeCell(cell)) for (const output of cellOutputs(cell)) yield* outputText(output);
  }
}

function* outputText(output: Output): Generator<string> {
  if (output.output_type === "stream") {
    yield `> ${lineText(String(output["name"]))}\n`;
    yield* quoted(keptText(output, "text"));
  } else if (output.output_type === "error") {
    yield "> error\n";
    yield* quoted([`${String(output["ename"])}: ${String(output["evalue"])}`]);
  } else {
    const data = isJsonObject(output["data"]) ? output["data"] : {};
    const mimes = Object.keys(data).sort();
    yield `> ${mimes.map((mime) => (mime === "text/plain" ? mime : `${lineText(mime)} ${hash(data, mime)}`)).join(", ")}\n`;
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

function hash(data: JsonObject, mime: string): string {
  const sum = createHash("sha256");
  const value = largeAt(data, mime) === undefined ? data[mime] : undefined;
  if (typeof value === "object" && value !== null) sum.update(writeJson(value));
  else for (const piece of keptText(data, mime)) sum.update(piece);
  return sum.digest("hex").slice(0, 8);
}
