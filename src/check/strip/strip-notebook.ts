import { rejectUnknown } from "../../core/index.js";
import {
  type Cell,
  cellTags,
  isCodeCell,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Notebook,
} from "../../nbformat/index.js";
import { keptItems } from "../../nbformat/large/kept-items.js";
import { keptAt, setLarge } from "../../nbformat/large/large-members.js";
import { LargeJson } from "../../nbformat/large/large-value.js";

export interface StripOptions {
  readonly keepOutputs?: boolean;
  readonly keepExecutionCounts?: boolean;
  /** Keep papermill's and the runner's records in the metadata. */
  readonly keepPapermill?: boolean;
  /** Keep the outputs of cells with any of these tags, besides `keep-output`. */
  readonly keepTags?: readonly string[];
}

/** Tag whose cells keep their outputs, as nbstripout has it. */
const KEEP_TAG = "keep-output";

/** What runs write into the metadata of cells, and what they write into that of the notebook. */
const CELL_RECORDS = ["papermill", "execution", "ExecuteTime"];
const NOTEBOOK_RECORDS = ["papermill"];

/** Removes what runs leave in a notebook, in place: outputs, execution counts, records of runs. True if it changed. */
export function stripNotebook(notebook: Notebook, options: StripOptions = {}): boolean {
  const { keepOutputs = false, keepExecutionCounts = false, keepPapermill = false, keepTags = [], ...rest } = options;
  rejectUnknown(rest, "stripNotebook", ["keepOutputs", "keepExecutionCounts", "keepPapermill", "keepTags"]);
  let changed = !keepPapermill && removeKeys(notebook.metadata, NOTEBOOK_RECORDS);
  for (const cell of notebook.cells) {
    if (!keepPapermill) {
      changed = removeEmptyTags(cell.metadata) || changed;
      changed = removeRunStatus(cell.metadata) || changed;
      changed = removeKeys(cell.metadata, CELL_RECORDS) || changed;
    }
    if (!isCodeCell(cell)) continue;
    const kept = cellTags(cell).some((tag) => tag === KEEP_TAG || keepTags.includes(tag));
    if (!keepOutputs && !kept && hasOutputs(cell)) {
      cell.outputs = [];
      changed = true;
    }
    if (!keepExecutionCounts && !kept) changed = clearCounts(cell) || changed;
  }
  return changed;
}

function hasOutputs(cell: Cell): boolean {
  for (const _output of keptItems(keptAt(cell, "outputs")) ?? []) return true;
  return false;
}

function clearCounts(cell: Cell): boolean {
  let changed = cell["execution_count"] !== null;
  cell["execution_count"] = null;
  const outputs = keptAt(cell, "outputs");
  for (const output of keptItems(outputs) ?? []) changed = clearCount(output) || changed;
  // What comes out of a list that is kept as bytes is made anew each time.
  if (outputs instanceof LargeJson) setLarge(cell, "outputs", outputs.withItems(clearCount));
  return changed;
}

function clearCount(output: JsonValue): boolean {
  if (!isJsonObject(output) || output["execution_count"] == null) return false;
  output["execution_count"] = null;
  return true;
}

/** The list of tags that a run gives every cell, as papermill does; one without a run's record is the author's. */
function removeEmptyTags(metadata: JsonObject): boolean {
  const { papermill, tags } = metadata;
  if (papermill === undefined || !Array.isArray(tags) || tags.length > 0) return false;
  delete metadata["tags"];
  return true;
}

/** The runner's word on how a cell ended; what else stands under `cellmill` is the author's. */
function removeRunStatus(metadata: JsonObject): boolean {
  const ours = metadata["cellmill"];
  if (!isJsonObject(ours) || !Object.hasOwn(ours, "status")) return false;
  delete ours["status"];
  if (Object.keys(ours).length === 0) delete metadata["cellmill"];
  return true;
}

function removeKeys(object: JsonObject, keys: readonly string[]): boolean {
  let changed = false;
  for (const key of keys) {
    if (!Object.hasOwn(object, key)) continue;
    delete object[key];
    changed = true;
  }
  return changed;
}
