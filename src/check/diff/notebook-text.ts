import { type Cell, isCodeCell, isJsonObject, type Notebook, type Output, stringAt } from "../../nbformat/index.js";
import { plainText } from "../report/verdict-text.js";

/** A notebook as text for `git diff` (textconv): one block for each cell, outputs as their plain text. */
export function notebookText(notebook: Notebook): string {
  return notebook.cells.map(cellText).join("\n");
}

function cellText(cell: Cell): string {
  const id = stringAt(cell, "id");
  const lines = [`[${cell.cell_type}${id === undefined ? "" : ` ${id}`}]`, cell.source];
  if (isCodeCell(cell)) for (const output of cell.outputs) lines.push(...outputText(output));
  return `${lines.join("\n")}\n`;
}

function outputText(output: Output): string[] {
  if (output.output_type === "stream") return [`> ${String(output["name"])}`, quoted(output["text"])];
  if (output.output_type === "error") return [`> error ${String(output["ename"])}: ${String(output["evalue"])}`];
  const data = isJsonObject(output["data"]) ? output["data"] : {};
  const mimes = Object.keys(data).sort();
  return [`> ${mimes.join(", ")}`, ...(data["text/plain"] === undefined ? [] : [quoted(data["text/plain"])])];
}

function quoted(value: unknown): string {
  return plainText(typeof value === "string" ? value : "")
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `>   ${line}`)
    .join("\n");
}
