import type { KernelSession } from "../../jupyter/index.js";
import type { ModeRule } from "../modes/mode-rule.js";
import type { CellPlace } from "../notebook/cell-places.js";
import type { NotebookDocument } from "../notebook/notebook-document.js";
import { valuePlace } from "../notebook/value-place.js";
import type { ResolvedOptions } from "../options.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";
import { LineShifts } from "../update/line-shifts.js";
import { boundedId, boundedReason, boundedSource, boundedTraceback } from "./bounded-text.js";
import { type Judgement, judgeCell } from "./judge-cell.js";
import { type PreparedUnit, plannedCells, type UnitCell } from "./prepare-unit.js";
import { type CellRun, needsKernel, runCells } from "./run-cells.js";
import { type Writing, writeUpdates } from "./write-updates.js";

const INCOMPLETE = "the kernel did not say that it had sent all outputs of the cell; some may be missing";

/** A cell's last run and judgement, and what came before. */
interface Attempt {
  readonly run: CellRun;
  readonly judgement: Judgement;
  readonly attempts: number;
  /** What the attempts before this one said. */
  readonly earlier: readonly string[];
}

/** Where kernels come from; the first may have been started ahead. */
export interface Kernels {
  next(): Promise<KernelSession>;
  /** Ends a kernel; need not be waited for. */
  end(session: KernelSession): void;
}

/**
 * Checks one notebook: runs it, judges each cell, runs it again from the start in a new kernel for cells that failed and
 * may be retried, and writes new outputs if the mode says so.
 */
export async function checkUnit(
  prepared: PreparedUnit,
  kernels: Kernels,
  mode: ModeRule,
  options: ResolvedOptions,
): Promise<NotebookVerdict> {
  const start = performance.now();
  const attempts = await attempt(prepared, prepared.cells.length, kernels, mode, options);
  await retryFailed(attempts, prepared, kernels, mode, options);
  const interrupted = options.signal?.aborted ?? false;
  const updated = attempts.flatMap(({ judgement, run }, i) => {
    const cell = prepared.cells[i] as UnitCell;
    const isInFile = cell.fileIndex !== undefined && cell.stored !== undefined;
    return judgement.status === "updated" && isInFile ? [{ cell, run }] : [];
  });
  const { refusal, shifts } = interrupted
    ? interruption(updated.length > 0)
    : await writeUpdates(updated, prepared.document);
  const error = refusal ?? injectedError(attempts, prepared);
  const cells = attempts.flatMap((one, i) => {
    const cell = prepared.cells[i] as UnitCell;
    const said = refusal === undefined ? one : { ...one, judgement: notWritten(one.judgement) };
    return cell.fileIndex === undefined ? [] : [verdictOf(cell, cell.fileIndex, said, prepared, shifts)];
  });
  const { unit } = prepared;
  return {
    path: unit.path,
    ...(unit.parametersFile === undefined ? {} : { parametersFile: unit.parametersFile }),
    cells: numbered(withWarnings(cells, prepared.warnings)),
    ...(error === undefined ? {} : { error }),
    ...(updated.length > 0 && refusal === undefined ? { written: true } : {}),
    durationSeconds: (performance.now() - start) / 1000,
  };
}

/** What is not written differs still. */
function notWritten(judgement: Judgement): Judgement {
  if (judgement.status !== "updated") return judgement;
  return { status: judgement.differences.length > 0 ? "failed" : "passed", differences: judgement.differences };
}

async function attempt(
  prepared: PreparedUnit,
  count: number,
  kernels: Kernels,
  mode: ModeRule,
  options: ResolvedOptions,
): Promise<Attempt[]> {
  const cells = plannedCells(prepared, count);
  const session = needsKernel(cells) ? await kernels.next() : undefined;
  let runs: CellRun[];
  try {
    runs = await runCells(session, cells, {
      maxOutputBytes: options.maxOutputMb * 1e6,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.bail ? { after: (run, index) => mayGoOn(prepared.cells[index] as UnitCell, run, mode) } : {}),
    });
  } finally {
    if (session !== undefined) kernels.end(session);
  }
  // Judged when all have run: a later cell may have updated what an earlier one displays.
  const attempts: Attempt[] = [];
  for (const [i, run] of runs.entries()) {
    const judgement = await judge(prepared.cells[i] as UnitCell, run, mode);
    attempts.push({ run, judgement, attempts: 1, earlier: [] });
  }
  return attempts;
}

/** False for a cell after which a check that stops at the first failure ends. */
async function mayGoOn(cell: UnitCell, run: CellRun, mode: ModeRule): Promise<boolean> {
  return cell.plan.retries > 0 || (await judge(cell, run, mode)).status !== "failed";
}

/** Cells whose code is not the file's have no outputs to compare with: they only must not fail. */
function judge(cell: UnitCell, run: CellRun, mode: ModeRule): Promise<Judgement> {
  if (cell.stored !== undefined) return judgeCell(cell.stored, run, cell.plan, mode);
  return judgeCell({ ...cell.cell, outputs: [], execution_count: null }, { ...run, outputs: [] }, cell.plan, mode);
}

/**
 * Runs the notebook again up to the last cell that failed and may be retried. Only those cells take the new verdict; a cell
 * that passed before and fails now keeps its verdict, with a warning.
 */
async function retryFailed(
  attempts: Attempt[],
  prepared: PreparedUnit,
  kernels: Kernels,
  mode: ModeRule,
  options: ResolvedOptions,
): Promise<void> {
  for (let round = 1; ; round++) {
    const wanted = attempts.map(({ judgement }, i) => {
      const { retries } = (prepared.cells[i] as UnitCell).plan;
      return retries >= round && (judgement.status === "failed" || judgement.status === "not-run");
    });
    const last = wanted.lastIndexOf(true);
    if (last < 0 || options.signal?.aborted) return;
    const again = await attempt(prepared, last + 1, kernels, mode, options);
    for (const [i, { run, judgement }] of again.entries()) {
      const before = attempts[i] as Attempt;
      const earlier = [...before.earlier, `attempt ${round}: ${describe(before.judgement)}`];
      if (wanted[i]) attempts[i] = { run, judgement, attempts: round + 1, earlier };
      else if (judgement.status === "failed" && before.judgement.status !== "failed") {
        const note = `attempt ${round + 1}: ${describe(judgement)}`;
        attempts[i] = { ...before, attempts: round + 1, earlier: [...before.earlier, note] };
      }
    }
  }
}

function describe(judgement: Judgement): string {
  const [first, ...more] = judgement.differences;
  if (first !== undefined)
    return `${first.key}: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ""}`;
  return judgement.reason ?? judgement.status;
}

function verdictOf(
  cell: UnitCell,
  index: number,
  one: Attempt,
  { document }: PreparedUnit,
  shifts: LineShifts,
): CellVerdict {
  const { judgement, run } = one;
  const place = document.places.at(index);
  const line = place?.line ?? 1;
  // What was updated is no longer in the file.
  const differences = judgement.status === "updated" ? judgement.differences : withLines(judgement, document, place);
  const reportLine =
    differences.length > 0 ? (differences[0]?.line ?? place?.outputsLine ?? line) : (place?.sourceLine ?? line);
  const repeated = one.earlier.length === 0 ? [] : [repeatedText(one)];
  const traceback = boundedTraceback(judgement.traceback ?? []);
  return {
    index,
    number: 0,
    id: boundedId(cell.cell["id"]),
    status: judgement.status,
    ...(judgement.reason === undefined ? {} : { reason: boundedReason(judgement.reason) }),
    differences: differences.map((one) => (one.line === undefined ? one : { ...one, line: shifts.lineNow(one.line) })),
    warnings: [...cell.plan.warnings, ...(run.incomplete ? [INCOMPLETE] : []), ...repeated].map(boundedReason),
    durationSeconds: run.durationSeconds,
    attempts: one.attempts,
    line: shifts.lineNow(line),
    reportLine: shifts.lineNow(reportLine),
    source: boundedSource(cell.cell.source),
    ...(traceback.length === 0 ? {} : { traceback }),
  };
}

/** The differences with the lines of the file on which the stored values stand. */
function withLines(
  { differences }: Judgement,
  { bytes, places, format }: NotebookDocument,
  place: CellPlace | undefined,
): readonly Difference[] {
  const list = place?.outputs;
  if (format !== 4 || list === undefined) return differences;
  return differences.map((difference) => {
    const [, line = "1"] = /^(?:output \d+, )?line (\d+)$/.exec(difference.where ?? "") ?? [];
    const value = valuePlace(bytes, list.start, difference.path ?? "", Number(line));
    return value === undefined ? difference : { ...difference, line: places.lineAt(value.start) };
  });
}

/** Whatever more than one attempt gave is said, in each case: a retry must not hide anything. */
function repeatedText({ judgement, attempts, earlier }: Attempt): string {
  if (judgement.status === "failed") return `failed in each of ${attempts} attempts; ${earlier.join("; ")}`;
  if (judgement.status === "not-run") return `not run in the last of ${attempts} attempts; ${earlier.join("; ")}`;
  return `flaky: ${judgement.status} after ${attempts} attempts; ${earlier.join("; ")}`;
}

function numbered(cells: readonly CellVerdict[]): CellVerdict[] {
  return cells.map((cell, i) => ({ ...cell, number: i + 1 }));
}

/** What concerns the whole notebook is said at its first cell. */
function withWarnings(cells: readonly CellVerdict[], warnings: readonly string[]): CellVerdict[] {
  const [first, ...rest] = cells;
  if (first === undefined || warnings.length === 0) return [...cells];
  return [{ ...first, warnings: [...warnings, ...first.warnings] }, ...rest];
}

/** The cell with the parameters is not in the file: what is wrong with it is wrong with the notebook. */
function injectedError(attempts: readonly Attempt[], prepared: PreparedUnit): string | undefined {
  const at = prepared.cells.findIndex((cell) => cell.fileIndex === undefined);
  const judgement = attempts[at]?.judgement;
  return judgement?.status === "failed" ? `the parameters cannot be set: ${judgement.reason ?? "failed"}` : undefined;
}

function interruption(hasUpdates: boolean): Writing {
  return {
    refusal: `the check was interrupted${hasUpdates ? ", the file is not changed" : ""}`,
    shifts: new LineShifts(),
  };
}
