import { type JsonObject, type Notebook, objectAt } from "../../nbformat/index.js";

/**
 * Drops what differs from run to run, in place, so that a review shows only what changed: papermill's records, times of
 * execution, empty lists of tags that a run put in, and our own statuses. Tags, parameters' code and outputs stay.
 */
export function cleanMetadata(notebook: Notebook): void {
  delete notebook.metadata["papermill"];
  for (const { metadata } of notebook.cells) {
    delete metadata["papermill"];
    delete metadata["execution"];
    dropStatus(metadata);
    const { tags } = metadata;
    if (Array.isArray(tags) && tags.length === 0) delete metadata["tags"];
  }
}

function dropStatus(metadata: JsonObject): void {
  const own = objectAt(metadata, "cellmill");
  if (own === undefined) return;
  delete own["status"];
  if (Object.keys(own).length === 0) delete metadata["cellmill"];
}
