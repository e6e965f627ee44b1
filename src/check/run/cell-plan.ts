import { type Cell, type Notebook, objectAt, stringAt } from "../../nbformat/index.js";
import { findTranslator, toParameters } from "../../runner/index.js";
import { type CompareRules, rulesFor } from "../compare/index.js";
import { type CellMarkers, cellMarkers, notebookMarkers } from "../markers/index.js";
import type { ResolvedOptions } from "../options.js";

/** What the markers of a cell and its notebook, and the options, say about one cell. */
export interface CellPlan {
  /** Why the cell is not run; absent if it is. */
  readonly skip?: string;
  /** Whether its outputs are compared; absent: as the mode says. */
  readonly check?: boolean;
  /** True if an exception is no failure. */
  readonly mayRaise: boolean;
  /** Seconds; 0 = no limit. */
  readonly timeoutSeconds: number;
  /** True if the metadata says so, and no option of the check would change it. */
  readonly hasOwnTimeout: boolean;
  /** How often the notebook is run again for this cell. */
  readonly retries: number;
  /** Code to run unseen behind the cell. */
  readonly codeAfter: readonly string[];
  readonly rules: CompareRules;
  readonly warnings: readonly string[];
}

/** The plan for a code cell. Throws an OptionError for settings in its metadata that cannot be meant. */
export function cellPlan(notebook: Notebook, cell: Cell, index: number, options: ResolvedOptions): CellPlan {
  const markers = cellMarkers(cell, notebook.metadata, index);
  const whole = notebookMarkers(notebook.metadata);
  const skip = whole.skip ? (whole.skipReason ?? "") : markers.skip ? (markers.skipReason ?? "") : undefined;
  return {
    ...(skip === undefined ? {} : { skip }),
    ...(markers.checkOutput ? { check: true } : markers.ignoreOutput ? { check: false } : {}),
    mayRaise: markers.raisesException,
    timeoutSeconds: markers.timeoutSeconds ?? options.cellTimeout,
    hasOwnTimeout: markers.timeoutSeconds !== undefined,
    retries: markers.retries ?? options.retries,
    codeAfter: codeAfter(notebook, markers),
    rules: rulesFor(notebook.metadata, cell, options.rules, index),
    warnings: markers.warnings,
  };
}

/** nbmake's mocks, each an assignment in the notebook's language, and then its lines. */
function codeAfter(notebook: Notebook, markers: CellMarkers): string[] {
  const mocks = toParameters(markers.mocks);
  const code: string[] = [];
  if (mocks.size > 0) {
    const spec = objectAt(notebook.metadata, "kernelspec") ?? {};
    const language = stringAt(spec, "language") ?? stringAt(objectAt(notebook.metadata, "language_info") ?? {}, "name");
    const translator = findTranslator(stringAt(spec, "name") ?? "python3", language ?? "python");
    for (const [name, value] of mocks) code.push(translator.assign(name, translator.translate(value), undefined));
  }
  if ((markers.postCellExecute?.length ?? 0) > 0) code.push(markers.postCellExecute?.join("\n") ?? "");
  return code;
}
