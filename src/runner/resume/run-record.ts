import { createHash } from "node:crypto";
import { cloneJson, type Notebook, notebookTextPieces, objectAt, stringAt } from "../../nbformat/index.js";
import { dropPureRecord } from "./reusable-cells.js";

/** Writes into the notebook that it is the complete result of the run of this key; nothing may change after it. */
export function recordRun(notebook: Notebook, key: string): void {
  dropRunRecord(notebook);
  const digest = digestOf(notebook);
  notebook.metadata["cellmill"] = { ...objectAt(notebook.metadata, "cellmill"), run: { key, digest } };
}

/** Takes all records of an earlier run out: the notebook is about to be run, and what they said is of another file. */
export function dropRecords(notebook: Notebook): void {
  dropRunRecord(notebook);
  for (const cell of notebook.cells) dropPureRecord(cell);
}

function dropRunRecord(notebook: Notebook): void {
  const { run: _run, ...rest } = objectAt(notebook.metadata, "cellmill") ?? {};
  if (Object.keys(rest).length === 0) delete notebook.metadata["cellmill"];
  else notebook.metadata["cellmill"] = rest;
}

/** True if the notebook is the complete and unedited result of the run of this key. */
export function holdsRun(notebook: Notebook, key: string): boolean {
  const record = objectAt(objectAt(notebook.metadata, "cellmill") ?? {}, "run");
  if (record === undefined || stringAt(record, "key") !== key) return false;
  const copy = cloneJson(notebook);
  dropRunRecord(copy);
  return stringAt(record, "digest") === digestOf(copy);
}

function digestOf(notebook: Notebook): string {
  const hash = createHash("sha256");
  for (const piece of notebookTextPieces(notebook)) hash.update(piece);
  return hash.digest("hex");
}
