import { OptionError } from "../../core/index.js";
import { type Cell, isJsonObject, type JsonObject, type Notebook } from "../../nbformat/index.js";

/** How a notebook was last looked at, and the state of widgets: what nbstripout removes. */
const VIEW_KEYS: readonly string[] = [
  "metadata.widgets",
  "cell.metadata.collapsed",
  "cell.metadata.heading_collapsed",
  "cell.metadata.hidden",
  "cell.metadata.scrolled",
];

/** What runs write. */
const RECORD_KEYS: readonly string[] = [
  "metadata.papermill",
  "cell.metadata.papermill",
  "cell.metadata.ExecuteTime",
  "cell.metadata.execution",
];

/** Where the runner says how a cell ended. */
export const STATUS_KEY = "cell.metadata.cellmill.status";

export interface KeyOptions {
  readonly keepPapermill: boolean;
  readonly extraKeys: readonly string[];
  readonly keepMetadataKeys: readonly string[];
}

/** Paths below the metadata of the notebook and of its cells, with dots between keys. */
export interface KeyPaths {
  readonly notebook: readonly string[];
  readonly cell: readonly string[];
}

/** Which keys are to be removed, in nbstripout's words: `metadata.KEY` and `cell.metadata.KEY`. */
export function keyPaths({ keepPapermill, extraKeys, keepMetadataKeys }: KeyOptions): KeyPaths {
  const keys = [...VIEW_KEYS, ...(keepPapermill ? [] : RECORD_KEYS), ...extraKeys];
  const paths = { notebook: [] as string[], cell: [] as string[] };
  for (const key of keys) {
    const [, cell, path] = /^(cell\.)?metadata\.(.+)$/su.exec(key) ?? [];
    if (path === undefined)
      throw new OptionError({
        what: "a key of metadata cannot be removed",
        expected: "metadata.KEY or cell.metadata.KEY",
        got: key,
      });
    if (!keepMetadataKeys.includes(key)) paths[cell === undefined ? "notebook" : "cell"].push(path);
  }
  return paths;
}

/** True if there was one of the keys. */
export function removeKeys({ metadata }: Notebook | Cell, paths: readonly string[]): boolean {
  let changed = false;
  for (const path of paths) changed = removeKey(metadata, path) || changed;
  return changed;
}

/** A key that has dots itself comes before the path that it could be, as in nbstripout. */
function removeKey(object: JsonObject, path: string): boolean {
  if (Object.hasOwn(object, path)) return delete object[path];
  const dot = path.indexOf(".");
  if (dot < 0) return false;
  const head = path.slice(0, dot);
  const inner = Object.hasOwn(object, head) ? object[head] : undefined;
  return isJsonObject(inner) && removeKey(inner, path.slice(dot + 1));
}
