import type { Output } from "../../nbformat/index.js";
import { keptText } from "../../nbformat/large/kept-text.js";
import { keptAt } from "../../nbformat/large/large-members.js";
import { LargeTextList } from "../../nbformat/large/large-value.js";

/** More than verdicts show of an error, which may have a hundred megabytes. */
const START_CHARACTERS = 8_000;
const END_CHARACTERS = 400_000;

/** The start of a text of an error; empty if it has none. */
export function startOfText(error: Output, key: string): string {
  if (keptAt(error, key) === undefined) return "";
  let start = "";
  for (const piece of keptText(error, key)) {
    start += piece.slice(0, START_CHARACTERS);
    if (start.length >= START_CHARACTERS) break;
  }
  return copied(start);
}

/** The lines of an error's list, of a long one no more than the last. */
export function endOfLines(error: Output, key: string): string[] {
  const list = keptAt(error, key);
  if (Array.isArray(list)) return list.map((line) => copied(String(line).slice(0, START_CHARACTERS)));
  if (!(list instanceof LargeTextList)) return [];
  let end = "";
  for (const piece of list.separated("\n")) end = (end + piece).slice(-END_CHARACTERS);
  return copied(end).split("\n");
}

// A piece of a text holds all of it.
function copied(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
