import { type JsonObject, type Notebook, objectAt } from "../../nbformat/index.js";
import { OUTPUT_LOST } from "../execution-manager.js";

/**
 * Drops what differs from run to run, in place, so that a review shows only what changed: papermill's records, times of
 * execution, empty lists of tags that a run put in, and our own statuses and keys. Tags, parameters' code and outputs stay.
 */
export function cleanMetadata(notebook: Notebook): void {
  delete notebook.metadata["papermill"];
  for (const { metadata } of notebook.cells) {
    delete metadata["papermill"];
    delete metadata["execution"];
    dropNotes(metadata);
    const { tags } = metadata;
    if (Array.isArray(tags) && tags.length === 0) delete metadata["tags"];
  }
}

function dropNotes(metadata: JsonObject): void {
  const own = objectAt(metadata, "cellmill");
  if (own === undefined) return;
  // That output is not all there is no matter of this run alone.
  if (own["status"] !== OUTPUT_LOST) delete own["status"];
  // Without the record that the cell completed, these say nothing.
  delete own["key"];
  delete own["digest"];
  if (Object.keys(own).length === 0) delete metadata["cellmill"];
}
