import { rejectUnknown } from "../../core/index.js";
import type { Cell, JsonObject } from "../../nbformat/index.js";
import { cellPlace, checkSettings, MARKER_SETTING_NAMES, nbregCell, nbregNotebook } from "../markers/index.js";
import { type CompareRules, checkRules, DEFAULT_RULES, RULE_NAMES } from "./rules.js";

// Lists add up over the levels; "none" in a list clears what came before it.
const LISTS = ["ignoreMimes", "ignorePaths", "presets", "sanitizers"] as const;

/** What a level (command line, notebook, cell) may say; `"none"` in a list clears the lists of the levels below. */
export type RuleOptions = Partial<CompareRules>;

/**
 * The rules for a cell: the defaults, then the options of the command line, then the notebook's `cellmill.check`, then the
 * cell's, each beating the one before. A list (`presets`, `sanitizers`, `ignoreMimes`, `ignorePaths`) is added to the lists
 * before it; `"none"` as an item starts afresh. pytest-notebook's `nbreg` adds its paths and replacements.
 * @param cellIndex 0-based index of the cell in the notebook, for `nbreg` paths such as `/cells/3/outputs`
 * @throws OptionError for an unknown name, an impossible value or an invalid regular expression
 */
export function rulesFor(
  notebookMetadata: JsonObject,
  cell: Cell,
  options: RuleOptions = {},
  cellIndex?: number,
): CompareRules {
  const where = cellPlace(cell, cellIndex);
  let rules = merge(DEFAULT_RULES, options as Readonly<Record<string, unknown>>, "options");
  rules = merge(rules, checkSettings(notebookMetadata, "notebook"), "notebook: cellmill.check");
  rules = merge(rules, nbregRules(nbregNotebook(notebookMetadata, cellIndex)), "notebook: nbreg");
  rules = merge(rules, nbregRules(nbregCell(cell.metadata)), `${where}: nbreg`);
  return merge(rules, checkSettings(cell.metadata, where), `${where}: cellmill.check`);
}

function nbregRules(settings: Pick<CompareRules, "ignorePaths" | "sanitizers">): Readonly<Record<string, unknown>> {
  return { ignorePaths: settings.ignorePaths, sanitizers: settings.sanitizers };
}

function merge(rules: CompareRules, settings: Readonly<Record<string, unknown>>, where: string): CompareRules {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const known: readonly string[] = [...RULE_NAMES, ...MARKER_SETTING_NAMES];
  rejectUnknown(Object.fromEntries(given.filter(([key]) => !known.includes(key))), where, known);
  const next: Record<string, unknown> = Object.fromEntries(
    given.filter(([key]) => (RULE_NAMES as readonly string[]).includes(key)),
  );
  for (const name of LISTS) {
    const added = next[name];
    if (!Array.isArray(added)) continue;
    const none = added.lastIndexOf("none");
    next[name] = none === -1 ? [...rules[name], ...added] : added.slice(none + 1);
  }
  checkRules(next as RuleOptions, where);
  return { ...rules, ...(next as RuleOptions) };
}
