import { NotebookError } from "../../core/index.js";
import { type Cell, cellTags, isJsonObject, JsonFloat, type JsonValue, type Notebook } from "../../nbformat/index.js";

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
  return Object.hasOwn(notebook.metadata, KEEP) && isTrue(notebook.metadata[KEEP]);
}

/** Whether a cell keeps its outputs, by nbstripout's rules: `init_cell` beats `keep_output`, which beats the default. */
export function keepsOutputs(cell: Cell, where: string, { keepOutputs, keepTags, stripInitCells }: KeepRules): boolean {
  const { metadata } = cell;
  if (Object.hasOwn(metadata, "init_cell")) return isTrue(metadata["init_cell"]) && !stripInitCells;
  const tags = cellTags(cell);
  if (Object.hasOwn(metadata, KEEP)) {
    if (isTrue(metadata[KEEP])) return true;
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

/** As Python takes it, which nbstripout asks. */
function isTrue(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  if (value instanceof JsonFloat) return value.value !== 0;
  return Number.isNaN(value) || Boolean(value);
}
