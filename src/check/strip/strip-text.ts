import { readNotebook, writeNotebook } from "../../nbformat/index.js";
import { type StripOptions, stripNotebook } from "./strip-notebook.js";

/**
 * The text of a notebook file without what runs leave in it, by nbformat's rules of writing. A file in which there is
 * nothing to remove comes back byte for byte.
 */
export function stripText(text: string, where: string, options: StripOptions = {}): string {
  const notebook = readNotebook(text, { where, upgrade: false });
  if (!stripNotebook(notebook, options)) return text;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const written = `${writeNotebook(notebook)}${text.endsWith("\n") ? "\n" : ""}`;
  return lineEnd === "\n" ? written : written.replaceAll("\n", lineEnd);
}
