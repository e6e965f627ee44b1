import type { JsonValue } from "./json-value.js";
import { writeJson } from "./write-json.js";

/** Characters of a value that a message shows. */
const MAX_LENGTH = 60;

/** The value as a message shows it: on one line, and cut where it is long. */
export function shortJson(value: JsonValue): string {
  const text = writeJson(value).replace(/\n */g, " ");
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
