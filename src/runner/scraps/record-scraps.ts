import { OptionError } from "../../core/index.js";
import {
  isCodeCell,
  type JsonObject,
  type JsonValue,
  type Notebook,
  newCodeCell,
  type Output,
} from "../../nbformat/index.js";

/** The output that keeps a value under a name: texts by the encoder `text`, all else as JSON. */
export function scrapOutput(name: string, data: JsonValue): Output {
  if (name === "") throw new OptionError({ what: "a scrap needs a name" });
  // Its schema knows no null on top: one would keep scrapbook from reading the whole notebook.
  if (data === null) throw new OptionError({ what: `scrap ${name}`, expected: "a value", got: "null" });
  const encoder = typeof data === "string" ? "text" : "json";
  return {
    output_type: "display_data",
    data: { [`application/scrapbook.scrap.${encoder}+json`]: { name, data, encoder, version: 1 } },
    metadata: { scrapbook: { name, data: true, display: false } },
  };
}

/** Keeps values in a notebook, in place: as outputs of its last code cell, or of a new empty one. */
export function recordScraps(notebook: Notebook, values: ReadonlyMap<string, JsonValue> | Readonly<JsonObject>): void {
  const entries = values instanceof Map ? [...(values as Map<string, JsonValue>)] : Object.entries(values);
  let cell = notebook.cells.findLast(isCodeCell);
  if (cell === undefined) {
    cell = newCodeCell(notebook, "");
    notebook.cells.push(cell);
  }
  for (const [name, data] of entries) cell.outputs.push(scrapOutput(name, data ?? null));
}
