import { type Cell, cellTags, type JsonObject, type JsonValue } from "../../nbformat/index.js";
import { cellPlace } from "./cell-place.js";
import { RULE_SETTING_NAMES } from "./known-settings.js";
import { nbmakeCell, nbmakeNotebook } from "./nbmake.js";
import { nbvalOptions } from "./nbval.js";
import { nbregCell, nbregNotebook } from "./pytest-notebook.js";
import { checkSettings, markerSettings } from "./settings.js";

/** What the author of a notebook asks for one cell, in whichever tool's words. */
export interface CellMarkers {
  /** Run it, do not compare its outputs. */
  readonly ignoreOutput: boolean;
  /** Compare its outputs in lax mode too. */
  readonly checkOutput: boolean;
  /** An exception is no failure (and not demanded): its name and message are compared like any output. */
  readonly raisesException: boolean;
  /** Do not run it. */
  readonly skip: boolean;
  readonly skipReason?: string;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
  /** nbmake: variables to set after the cell ran. */
  readonly mocks?: Readonly<Record<string, JsonValue>>;
  /** nbmake: lines to run after the cell. */
  readonly postCellExecute?: readonly string[];
  readonly warnings: readonly string[];
}

/** What is asked for a whole notebook. */
export interface NotebookMarkers {
  readonly skip: boolean;
  readonly skipReason?: string;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
  /** nbmake: exceptions of any cell are allowed. */
  readonly allowErrors: boolean;
}

/**
 * The markers of a cell. What stands nearest holds: `cellmill.check` of the cell, then nbval's comments, then tags and other
 * tools' metadata of the cell, then the notebook's. Conflicts between comments and tags, or among them, warn.
 * @param index 0-based index of the cell in the notebook, for messages about a cell without an id
 * @throws OptionError for an unknown name or impossible value under `cellmill.check`
 */
export function cellMarkers(cell: Cell, notebookMetadata: JsonObject, index?: number): CellMarkers {
  const where = cellPlace(cell, index);
  const ours = markerSettings(checkSettings(cell.metadata, where), `${where}: cellmill.check`, RULE_SETTING_NAMES);
  const notebook = notebookMarkers(notebookMetadata);
  const shared = markerSettings(
    checkSettings(notebookMetadata, "notebook"),
    "notebook: cellmill.check",
    RULE_SETTING_NAMES,
  );
  const { options, warnings } = nbvalOptions(cell);
  const tags = cellTags(cell);
  const skipTag = tags.includes("skip-execution");
  // `ignoreOutput: false` of the cell takes back what comments, tags or the notebook say, without demanding a check in lax mode.
  const takenBack = ours.ignoreOutput === false;
  const asked = check(ours) ?? (takenBack ? undefined : (options.check ?? check(shared)));
  // pytest-notebook ignores by path; "/outputs" of the cell is all of them.
  const ignoredByPath = [
    ...nbregCell(cell.metadata).ignorePaths,
    ...nbregNotebook(notebookMetadata, undefined).ignorePaths,
  ].some((path) => path === "" || path === "/outputs");
  const skip = ours.skip ?? (options.skip === true || skipTag);
  const skipReason =
    ours.skipReason ?? (skip && skipTag ? "tag skip-execution" : skip ? "marked to be skipped" : undefined);
  const timeoutSeconds = ours.timeoutSeconds ?? notebook.timeoutSeconds;
  const retries = ours.retries ?? notebook.retries;
  return {
    ignoreOutput: asked === false || (asked === undefined && !takenBack && ignoredByPath),
    checkOutput: asked === true,
    raisesException: ours.raisesException ?? (options.checkException === true || notebook.allowErrors),
    skip,
    ...(skip && skipReason !== undefined ? { skipReason } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(retries === undefined ? {} : { retries }),
    ...nbmakeCell(cell),
    warnings,
  };
}

/** The markers of a notebook: ours, nbmake's `execution`, pytest-notebook's `nbreg`. */
export function notebookMarkers(notebookMetadata: JsonObject): NotebookMarkers {
  const ours = markerSettings(
    checkSettings(notebookMetadata, "notebook"),
    "notebook: cellmill.check",
    RULE_SETTING_NAMES,
  );
  const nbmake = nbmakeNotebook(notebookMetadata);
  const nbreg = nbregNotebook(notebookMetadata, undefined);
  const skip = ours.skip ?? nbreg.skip;
  const skipReason = ours.skipReason ?? nbreg.skipReason ?? "marked to be skipped";
  const timeoutSeconds = ours.timeoutSeconds ?? nbmake.timeoutSeconds;
  return {
    skip,
    ...(skip ? { skipReason } : {}),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(ours.retries === undefined ? {} : { retries: ours.retries }),
    allowErrors: ours.raisesException ?? nbmake.allowErrors ?? false,
  };
}

function check(settings: { readonly ignoreOutput?: boolean; readonly checkOutput?: boolean }): boolean | undefined {
  if (settings.checkOutput === true) return true;
  if (settings.ignoreOutput === true) return false;
  return undefined;
}
