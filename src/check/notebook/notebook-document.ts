import { stat } from "node:fs/promises";
import { NotebookError } from "../../core/index.js";
import { type Notebook, readNotebook } from "../../nbformat/index.js";
import { validEnd } from "../../nbformat/large/valid-json.js";
import { readSource } from "../../runner/io/registry.js";
import { CellPlaces } from "./cell-places.js";
import { firstPlace, memberPlaces } from "./json-places.js";

/** A larger file is refused: what is in it may take several times its size while it is compared. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** More cells are refused: as objects they take ten times what they take in a file, whose size tells nothing of them. */
const MAX_CELLS = 200_000;
/** Every cell has it. In texts, the quotes are escaped. */
const CELL_KEY = '"cell_type"';

/** A notebook file: its bytes, what it says, and where its cells stand in it. */
export interface NotebookDocument {
  readonly path: string;
  /** The file in UTF-8. */
  readonly bytes: Uint8Array;
  readonly notebook: Notebook;
  /** One place for each cell of the notebook. */
  readonly places: CellPlaces;
  /** Version of the format as the file has it; format 3 is read, never rewritten. */
  readonly format: number;
  /** The state of the file when it was read, as `fileState` tells it. */
  readonly state?: string;
}

/** The same for a file that was not written in between; `undefined` for what is no local file. */
export async function fileState(path: string): Promise<string | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status === undefined ? undefined : `${status.ino} ${status.size} ${status.mtimeNs}`;
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
      hint: "Remove its outputs with cellmill strip, or have its cells show less.",
    });
  }
  const state = await fileState(path);
  const document = parseDocument(path, await readSource(path));
  return state === undefined ? document : { ...document, state };
}

/** The document of a file that was read already, as text or in UTF-8. Long values stay bytes until they are read. */
export function parseDocument(path: string, file: string | Uint8Array): NotebookDocument {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  refuseManyCells(path, bytes);
  const notebook = readNotebook(bytes, { where: path, upgrade: false });
  const places = new CellPlaces(bytes);
  if (places.length !== notebook.cells.length)
    throw new NotebookError({ what: "the cells of the notebook cannot be found in its text", where: path });
  const format = formatVersion(bytes);
  if (format === 0 && notebook.cells.length === 0) {
    const expected = "an object with nbformat and cells";
    throw new NotebookError({ what: "the file is JSON, but no notebook", where: path, expected });
  }
  return { path, bytes, notebook, places, format };
}

/** Refuses them before they are read. What looks like the key of a cell may stand in an output, too: then the cells are counted. */
function refuseManyCells(path: string, bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let keys = 0;
  for (let at = file.indexOf(CELL_KEY); at >= 0; at = file.indexOf(CELL_KEY, at + 1)) keys++;
  if (keys <= MAX_CELLS || validEnd(bytes, firstPlace(bytes), 0, () => {}) < 0) return;
  const count = new CellPlaces(bytes).length;
  if (count <= MAX_CELLS) return;
  throw new NotebookError({
    what: "the notebook has too many cells",
    where: path,
    expected: `at most ${MAX_CELLS}`,
    got: String(count),
    hint: "Split it into several notebooks.",
  });
}

/** The `nbformat` of a notebook file; 0 if it says none. */
function formatVersion(bytes: Uint8Array): number {
  const version = memberPlaces(bytes, firstPlace(bytes)).findLast(({ key }) => key === "nbformat")?.value;
  return version === undefined ? 0 : Number(new TextDecoder().decode(bytes.subarray(version.start, version.end)));
}
