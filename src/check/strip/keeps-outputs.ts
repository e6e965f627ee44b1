import { NotebookError } from "../../core/index.js";
import { type Cell, cellTags, type Notebook } from "../../nbformat/index.js";
import { isPythonTrue } from "../../nbformat/python-truth.js";

/** Metadata of a cell or a notebook, and tag of a cell; nbstripout's. */
const KEEP = "keep_output";

/** Tags whose cells keep their outputs: nbstripout's and our own. */
const KEEP_TAGS: readonly string[] = [KEEP, "keep-output"];

export interface KeepRules {
  /** What holds for cells that do not say it themselves. */
  readonly keepOutputs: boolean;
  readonly keepTags: readonly string[];
  readonly stripInitCells: boolean;
}

/** True if the notebook asks to keep the outputs of cells that do not say it themselves. */
export function notebookKeepsOutputs(notebook: Notebook): boolean {
  return Object.hasOwn(notebook.metadata, KEEP) && isPythonTrue(notebook.metadata[KEEP]);
}

/** Whether a cell keeps its outputs, by nbstripout's rules: `init_cell` beats `keep_output`, which beats the default. */
export function keepsOutputs(cell: Cell, where: string, { keepOutputs, keepTags, stripInitCells }: KeepRules): boolean {
  const { metadata } = cell;
  if (Object.hasOwn(metadata, "init_cell")) return isPythonTrue(metadata["init_cell"]) && !stripInitCells;
  const tags = cellTags(cell);
  if (Object.hasOwn(metadata, KEEP)) {
    if (isPythonTrue(metadata[KEEP])) return true;
    const against = tags.find((tag) => KEEP_TAGS.includes(tag));
    if (against === undefined) return false;
    throw new NotebookError({
      what: `the cell's metadata says keep_output: false, and its tag ${against} the contrary`,
      where,
      hint: "Remove one of them.",
    });
  }
  return keepOutputs || tags.some((tag) => KEEP_TAGS.includes(tag) || keepTags.includes(tag));
}
