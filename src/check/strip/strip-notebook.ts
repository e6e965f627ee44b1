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
import { keptText } from "../../nbformat/large/kept-text.js";
import { keptAt, setLarge } from "../../nbformat/large/large-members.js";
import { LargeJson } from "../../nbformat/large/large-value.js";
import { keepsOutputs, notebookKeepsOutputs } from "./keeps-outputs.js";
import { keyPaths, removeKeys, STATUS_KEY } from "./metadata-keys.js";

/** What `stripNotebook` keeps and what else it removes; by default nothing that a run leaves stays. */
export interface StripOptions {
  /** Keep the outputs of all cells but those that say otherwise themselves. */
  readonly keepOutputs?: boolean;
  readonly keepExecutionCounts?: boolean;
  /** Keep papermill's and the runner's records in the metadata. */
  readonly keepPapermill?: boolean;
  /** Keep the outputs of cells with any of these tags, besides `keep_output` and `keep-output`. */
  readonly keepTags?: readonly string[];
  /** Remove these keys too, such as `metadata.kernelspec` or `cell.metadata.jupyter.source_hidden`. */
  readonly extraKeys?: readonly string[];
  /** Leave these keys, such as `metadata.widgets` or `cell.metadata.collapsed`. */
  readonly keepMetadataKeys?: readonly string[];
  /** Remove cells without source. */
  readonly dropEmptyCells?: boolean;
  /** Remove cells with any of these tags. */
  readonly dropTaggedCells?: readonly string[];
  /** Remove the outputs of cells that are marked with `init_cell`, too. */
  readonly stripInitCells?: boolean;
}

/**
 * Removes what runs leave in a notebook, in place: outputs, execution counts, records of runs, and how it was looked at, all by
 * nbstripout's rules. True if it changed. Messages call it `where`.
 */
export function stripNotebook(notebook: Notebook, options: StripOptions = {}, where = "notebook"): boolean {
  const all = withDefaults(options);
  const rules = { ...all, keepOutputs: all.keepOutputs || notebookKeepsOutputs(notebook) };
  const paths = keyPaths(all);
  let changed = removeKeys(notebook, paths.notebook);
  const left: Cell[] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (isDropped(cell, all)) continue;
    left.push(cell);
    const kept = keepsOutputs(cell, `${where}: cell ${index + 1}`, rules);
    if (!all.keepPapermill) {
      changed = removeEmptyTags(cell.metadata) || changed;
      if (!all.keepMetadataKeys.includes(STATUS_KEY)) changed = removeRunStatus(cell.metadata) || changed;
    }
    changed = removeKeys(cell, paths.cell) || changed;
    if (!isCodeCell(cell)) continue;
    if (!kept && hasOutputs(cell)) {
      cell.outputs = [];
      changed = true;
    }
    if (!all.keepExecutionCounts) changed = clearCounts(cell) || changed;
  }
  if (left.length === notebook.cells.length) return changed;
  notebook.cells = left;
  return true;
}

function withDefaults(options: StripOptions): Required<StripOptions> {
  const {
    keepOutputs = false,
    keepExecutionCounts = false,
    keepPapermill = false,
    keepTags = [],
    extraKeys = [],
    keepMetadataKeys = [],
    dropEmptyCells = false,
    dropTaggedCells = [],
    stripInitCells = false,
    ...rest
  } = options;
  const all = {
    keepOutputs,
    keepExecutionCounts,
    keepPapermill,
    keepTags,
    extraKeys,
    keepMetadataKeys,
    dropEmptyCells,
    dropTaggedCells,
    stripInitCells,
  };
  rejectUnknown(rest, "stripNotebook", Object.keys(all));
  return all;
}

function isDropped(cell: Cell, { dropEmptyCells, dropTaggedCells }: Required<StripOptions>): boolean {
  if (dropEmptyCells && isBlank(keptText(cell, "source"))) return true;
  return cellTags(cell).some((tag) => dropTaggedCells.includes(tag));
}

function isBlank(pieces: Iterable<string>): boolean {
  for (const piece of pieces) if (piece.trim() !== "") return false;
  return true;
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
