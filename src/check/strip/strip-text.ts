import { isUtf8 } from "node:buffer";
import { isCellmillError } from "../../core/index.js";
import { type Notebook, notebookTextPieces, readNotebook } from "../../nbformat/index.js";
import { notebookOutline } from "./notebook-outline.js";
import { type StripOptions, stripNotebook } from "./strip-notebook.js";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The text of a notebook file without what runs leave in it, by nbformat's rules of writing. A file in which there is
 * nothing to remove comes back byte for byte.
 */
export function stripText(text: string, where: string, options: StripOptions = {}): string {
  const pieces = strippedPieces(new TextEncoder().encode(text), where, options);
  return pieces === undefined ? text : [...pieces].join("");
}

/** The same for a file's bytes, piece by piece; `undefined` if there is nothing to remove. */
export function strippedPieces(
  bytes: Uint8Array,
  where: string,
  options: StripOptions = {},
): Iterable<string> | undefined {
  const notebook = readNotebook(bytes, { where, upgrade: false });
  if (!stripNotebook(notebook, options, where)) return undefined;
  return writtenAs(bytes, notebook);
}

/**
 * The same for a file that is read piece by piece: the outputs that go are never held. "whole" if outputs stay, or what is
 * read is no JSON: then all its bytes are needed.
 */
export function strippedOutline(
  file: Iterable<Uint8Array>,
  where: string,
  options: StripOptions = {},
): Iterable<string> | undefined | "whole" {
  const bytes = notebookOutline(file);
  const notebook = bytes === undefined ? undefined : readOutline(bytes, where);
  if (bytes === undefined || notebook === undefined) return "whole";
  const changed = stripNotebook(notebook, options, where);
  // Also where a cell of another type has some by mistake.
  if (notebook.cells.some((cell) => isFilledList(cell["outputs"]))) return "whole";
  return changed ? writtenAs(bytes, notebook) : undefined;
}

/** `undefined` for what is no notebook: where it breaks, its whole text tells. */
function readOutline(bytes: Uint8Array, where: string): Notebook | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    return readNotebook(bytes, { where, upgrade: false });
  } catch (error) {
    if (isCellmillError(error)) return undefined;
    throw error;
  }
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function writtenAs(bytes: Uint8Array, notebook: Notebook): Iterable<string> {
  const pieces = withLastLineEnd(notebookTextPieces(notebook), bytes.at(-1) === LINE_FEED);
  return hasCarriageReturns(bytes) ? withCarriageReturns(pieces) : pieces;
}

function* withLastLineEnd(pieces: Iterable<string>, wanted: boolean): Generator<string> {
  yield* pieces;
  if (wanted) yield "\n";
}

// Outside of texts, which have theirs escaped.
function hasCarriageReturns(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(CARRIAGE_RETURN); at >= 0; at = bytes.indexOf(CARRIAGE_RETURN, at + 1))
    if (bytes[at + 1] === LINE_FEED) return true;
  return false;
}

function* withCarriageReturns(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield piece.replaceAll("\n", "\r\n");
}
