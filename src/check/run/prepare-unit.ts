import { dirname, resolve } from "node:path";
import type { KernelForks, KernelSession } from "../../jupyter/index.js";
import { type Cell, type CodeCell, cloneJson, isCodeCell, type Notebook } from "../../nbformat/index.js";
import { applyParameters, type Logger } from "../../runner/index.js";
import { type NotebookDocument, readDocument } from "../notebook/notebook-document.js";
import type { ResolvedOptions } from "../options.js";
import type { CheckUnit } from "../plan/check-units.js";
import { readParameters } from "../plan/read-parameters.js";
import { type CellPlan, cellPlan } from "./cell-plan.js";
import { kernelNameOf, startKernel } from "./kernels.js";
import type { PlannedCell } from "./run-cells.js";

/** What a message may have beside what the cell shows. */
const MESSAGE_MARGIN_BYTES = 1e6;

/** A code cell of a unit: what the file has, if it is in the file, and what its markers say. */
export interface UnitCell {
  readonly cell: CodeCell;
  readonly plan: CellPlan;
  /** Index among all cells of the file; `undefined` for the cell with the injected parameters. */
  readonly fileIndex: number | undefined;
  /** The cell as the file has it; `undefined` if its code is not the file's. */
  readonly stored: CodeCell | undefined;
}

/** A notebook that was read and given its parameters; cells are run as copies, so that it can be run again. */
export interface PreparedUnit {
  readonly unit: CheckUnit;
  readonly document: NotebookDocument;
  readonly cells: readonly UnitCell[];
  readonly warnings: readonly string[];
  /** Starts a kernel for it, by fork where that is given and can do it. */
  start(forks?: KernelForks): Promise<KernelSession>;
}

/** Reads a unit's notebook and injects its parameters. Throws for a notebook or parameters that cannot be used. */
export async function prepareUnit(
  unit: CheckUnit,
  options: ResolvedOptions,
  env: Readonly<Record<string, string>> | undefined,
): Promise<PreparedUnit> {
  const document = await readDocument(unit.path);
  const notebook: Notebook = cloneJson(document.notebook);
  const indexOf = new Map<Cell, number>(notebook.cells.map((cell, index) => [cell, index]));
  const kernelName = kernelNameOf(notebook, options.kernelName);
  const warnings: string[] = [];
  await injectParameters(notebook, unit, kernelName, warnings);
  const cells: UnitCell[] = [];
  for (const [position, cell] of notebook.cells.entries()) {
    if (!isCodeCell(cell)) continue;
    const known = indexOf.get(cell);
    // Parameters of an earlier run are replaced in place: the cell is the file's, its code is not.
    const replaced = known === undefined && notebook.cells.length === document.notebook.cells.length;
    cells.push({
      cell,
      plan: cellPlan(document.notebook, cell, known ?? position, options),
      fileIndex: known ?? (replaced ? position : undefined),
      stored: known === undefined ? undefined : (document.notebook.cells[known] as CodeCell),
    });
  }
  const order = {
    kernelName,
    cwd: dirname(resolve(unit.path)),
    startTimeoutMs: options.startTimeout * 1000,
    maxMessageBytes: options.maxOutputMb * 1e6 + MESSAGE_MARGIN_BYTES,
    ...(env === undefined ? {} : { env }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  return {
    unit,
    document,
    cells,
    warnings,
    start: (forks) => startKernel(forks === undefined ? order : { ...order, forks }),
  };
}

/** Copies of the first `count` cells, for one run. */
export function plannedCells(prepared: PreparedUnit, count: number): PlannedCell[] {
  return prepared.cells.slice(0, count).map(({ cell, plan, fileIndex }) => ({
    cell: cloneJson(cell),
    plan,
    uncounted: fileIndex === undefined,
  }));
}

async function injectParameters(
  notebook: Notebook,
  unit: CheckUnit,
  kernelName: string,
  warnings: string[],
): Promise<void> {
  const parameters = await readParameters(unit.parameterFiles);
  const logger: Logger = {
    log: (level, text) => {
      if (level === "WARNING" || level === "ERROR" || level === "CRITICAL") warnings.push(text);
    },
  };
  await applyParameters(notebook, parameters, unit.path, { kernelName, reportMode: false, logger });
}
