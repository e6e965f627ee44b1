import { type Cell, type JsonObject, type JsonValue, setKey } from "../../nbformat/index.js";
import { jsonPieces } from "../../nbformat/json-pieces.js";
import { copyMember, largeAt } from "../../nbformat/large/large-members.js";
import { LargeText } from "../../nbformat/large/large-value.js";
import { type PieceText, wholeText } from "./piece-lines.js";

/** A cell's source; that of no cell is empty. */
export function sourceText(cell: Cell | undefined): PieceText {
  if (cell === undefined) return wholeText("");
  const large = largeAt(cell, "source");
  return large instanceof LargeText ? { pieces: large.pieces } : wholeText(cell.source);
}

/** The first characters of a cell's source. */
export function sourceStart(cell: Cell, length: number): string {
  let start = "";
  for (const piece of sourceText(cell).pieces()) {
    start += piece.slice(0, length - start.length);
    if (start.length >= length) break;
  }
  return start;
}

// What a run leaves behind makes every cell look changed in reviews.
const RECORDS = new Set(["papermill", "execution", "language_info"]);

/** Metadata as JSON without the records of runs; empty if that leaves nothing. */
export function metadataText(metadata: JsonObject): PieceText {
  const kept: JsonObject = {};
  for (const key of Object.keys(metadata)) {
    if (RECORDS.has(key) || isNoTags(key, metadata)) continue;
    if (!copyMember(metadata, kept, key)) setKey(kept, key, metadata[key] as JsonValue);
  }
  if (Object.keys(kept).length === 0) return wholeText("");
  return { pieces: () => jsonPieces(kept) };
}

/** A run gives every cell a list of tags, empty where there was none. */
function isNoTags(key: string, metadata: JsonObject): boolean {
  if (key !== "tags" || largeAt(metadata, key) !== undefined) return false;
  const value = metadata[key];
  return Array.isArray(value) && value.length === 0;
}
