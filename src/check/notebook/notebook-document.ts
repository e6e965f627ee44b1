import { stat } from "node:fs/promises";
import { NotebookError } from "../../core/index.js";
import { type Notebook, readNotebook } from "../../nbformat/index.js";
import { readText } from "../../runner/index.js";
import { type CellPlace, cellPlaces, formatVersion } from "./cell-places.js";

/** A larger file is refused: its text would not fit into one JavaScript string with room to work. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** A notebook file: its text, what it says, and where its cells stand in it. */
export interface NotebookDocument {
  readonly path: string;
  readonly text: string;
  readonly notebook: Notebook;
  /** One place for each cell of the notebook. */
  readonly places: readonly CellPlace[];
  /** Version of the format as the file has it; format 3 is read, never rewritten. */
  readonly format: number;
}

/** Reads a notebook file. Throws a NotebookError for one that is broken or too large to handle. */
export async function readDocument(path: string): Promise<NotebookDocument> {
  const size = await stat(path).then(
    (status) => status.size,
    () => 0,
  );
  if (size > MAX_FILE_BYTES) {
    throw new NotebookError({
      what: "the notebook file is too large to check",
      where: path,
      expected: `at most ${MAX_FILE_BYTES} bytes`,
      got: String(size),
      hint: "Clear the outputs of its cells in Jupyter, or have them show less.",
    });
  }
  return parseDocument(path, await readText(path));
}

/** The document of a text that was read already. */
export function parseDocument(path: string, text: string): NotebookDocument {
  const notebook = readNotebook(text, { where: path, upgrade: false });
  const places = cellPlaces(text);
  if (places.length !== notebook.cells.length)
    throw new NotebookError({ what: "the cells of the notebook cannot be found in its text", where: path });
  return { path, text, notebook, places, format: formatVersion(text) };
}
