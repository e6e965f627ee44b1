import type { JsonObject } from "./json-value.js";

/** What a code cell shows: stream, display_data, execute_result or error. Its keys are the file's. */
export interface Output extends JsonObject {
  output_type: string;
}

/** A cell of a notebook, its source as one text. `outputs` and `execution_count` belong to code cells. */
export interface Cell extends JsonObject {
  cell_type: string;
  metadata: JsonObject;
  source: string;
}

/** A code cell: what it shows, and the number of its last run, `null` if it did not run. */
export interface CodeCell extends Cell {
  cell_type: "code";
  outputs: Output[];
  execution_count: number | null;
}

/** A notebook of format 4. Other keys of the file are kept. */
export interface Notebook extends JsonObject {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: number;
  nbformat_minor: number;
}

/** True for a code cell. */
export function isCodeCell(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code";
}

/** The tags of a cell; none if it has no list of tags. */
export function cellTags(cell: Cell): readonly string[] {
  const tags = cell.metadata["tags"];
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}
