import { type JsonObject, type Notebook, objectAt } from "../../nbformat/index.js";

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
  // Without the record that the cell completed, the other two say nothing.
  for (const name of ["status", "key", "digest"]) delete own[name];
  if (Object.keys(own).length === 0) delete metadata["cellmill"];
}
