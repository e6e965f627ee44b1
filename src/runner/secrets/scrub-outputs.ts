import { isCodeCell, type Notebook } from "../../nbformat/index.js";
import { scrubMember } from "./scrub-large.js";
import type { Scrubber } from "./scrubber.js";

/** Scrubs all outputs and widgets once more, in place: messages may have come together to a secret only in the file. */
export function scrubOutputs(notebook: Notebook, scrubber: Scrubber): void {
  for (const cell of notebook.cells) if (isCodeCell(cell)) scrubMember(cell, "outputs", scrubber);
  scrubMember(notebook.metadata, "widgets", scrubber);
}
