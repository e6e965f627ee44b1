import { isCellmillError } from "../../core/index.js";
import { writePieces } from "../../runner/io/registry.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import { fileState, type NotebookDocument } from "../notebook/notebook-document.js";
import { LineShifts } from "../update/line-shifts.js";
import { newOutputs } from "../update/new-outputs.js";
import { type OutputsUpdate, writeOutputs } from "../update/write-outputs.js";
import type { UnitCell } from "./prepare-unit.js";
import type { CellRun } from "./run-cells.js";

/** What became of new outputs: by how much lines of the file have moved, or why nothing was written. */
export interface Writing {
  readonly refusal?: string;
  readonly shifts: LineShifts;
}

/** Writes the outputs of all updated cells at once. Where that fails, what the run found must not be lost. */
export async function writeUpdates(
  updated: readonly { readonly cell: UnitCell; readonly run: CellRun }[],
  document: NotebookDocument,
): Promise<Writing> {
  if (updated.length === 0) return { shifts: new LineShifts() };
  const refusal = await whyNotWritten(document);
  if (refusal !== undefined) return { refusal, shifts: new LineShifts() };
  const updates: OutputsUpdate[] = [];
  for (const { cell, run } of updated) {
    if (cell.stored === undefined || cell.fileIndex === undefined) continue;
    const outputs = await newOutputs(cellOutputs(cell.stored), run.outputs, cell.plan.rules);
    updates.push({ index: cell.fileIndex, outputs, executionCount: run.executionCount });
  }
  const shifts = new LineShifts();
  try {
    await writePieces(document.path, writeOutputs(document, updates, shifts));
    return { shifts };
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    return { refusal: error.message, shifts: new LineShifts() };
  }
}

/** Why new outputs cannot go into a file; `undefined` if they can. */
async function whyNotWritten(document: NotebookDocument): Promise<string | undefined> {
  if (document.format !== 4)
    return `outputs can only be written into notebooks of format 4, and this has format ${document.format}`;
  // What somebody saved in the meantime must not be lost.
  if ((await fileState(document.path)) !== document.state)
    return "the file was changed while the notebook ran: nothing is written into it. Check it again.";
  return undefined;
}
