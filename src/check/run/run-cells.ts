import { setTimeout as delay } from "node:timers/promises";
import type { KernelSession } from "../../jupyter/index.js";
import type { CodeCell, Output } from "../../nbformat/index.js";
import { keptErrors } from "../../nbformat/large/kept-items.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { type DisplayIds, isSkipped, runCell } from "../../runner/index.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import type { CellPlan } from "./cell-plan.js";
import { endOfLines, startOfText } from "./parts-of-error.js";

/** How a cell went in one run of its notebook. */
export type CellRunEnd =
  | { readonly kind: "ok" }
  | { readonly kind: "error"; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "timed-out"; readonly seconds: number }
  | { readonly kind: "too-much-output"; readonly megabytes: number }
  | { readonly kind: "kernel-died"; readonly how: string }
  /** Messages came that could not be read: what the cell showed is not known. */
  | { readonly kind: "unreadable"; readonly count: number; readonly why: string }
  | { readonly kind: "not-run"; readonly reason: string };

/** What one run of a cell gave. */
export interface CellRun {
  readonly end: CellRunEnd;
  /** What it showed; where that is kept as bytes, each output is made when it is asked for. */
  readonly outputs: Iterable<Output>;
  /** The count that the kernel gave the cell. */
  readonly executionCount: number | null;
  readonly durationSeconds: number;
  /** True if the kernel did not say that it had sent all; what seems to be missing may have been on its way. */
  readonly incomplete?: boolean;
}

/** How long a kernel may be quiet before its last message is taken for lost: one of hundreds of MB is long on its way. */
const IDLE_WAIT_MS = 10_000;

/** How long after its connection broke the end of a kernel may come. */
const DEATH_WAIT_MS = 1_000;

/** A cell to run: the working copy that takes the outputs, and what its markers say. */
export interface PlannedCell {
  readonly cell: CodeCell;
  readonly plan: CellPlan;
  /** True for code that is not the file's: it must not take a count, or those of the file's cells would move. */
  readonly uncounted?: boolean;
}

/** True if any of the cells has code to run; without one, no kernel need start. */
export function needsKernel(cells: readonly PlannedCell[]): boolean {
  return cells.some(({ cell, plan, uncounted }) => !uncounted && plan.skip === undefined && !isSkipped(cell));
}

export interface RunCellsOptions {
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
  /** Asked after each cell; `false` ends the notebook there: the cells that follow are not run. */
  readonly after?: (run: CellRun, index: number) => Promise<boolean>;
}

/**
 * Runs the cells in order, as nbval does: an exception does not keep later cells from running, but after a timeout or
 * the kernel's end they are not run, since nothing they would say could be trusted. Without a session (see `needsKernel`) none
 * is run.
 */
export async function runCells(
  session: KernelSession | undefined,
  cells: readonly PlannedCell[],
  options: RunCellsOptions,
): Promise<CellRun[]> {
  const displays: DisplayIds = new Map();
  const runs: CellRun[] = [];
  let stopped: string | undefined;
  let skipped: string | undefined;
  let number = 0;
  for (const [index, planned] of cells.entries()) {
    if (!planned.uncounted) number++;
    const name = planned.uncounted ? "the cell with the parameters" : `Cell ${number}`;
    if (options.signal?.aborted) stopped = "the check was interrupted";
    const run = await runNext(session, planned, displays, options, { stopped, skipped });
    runs.push(run);
    if (session !== undefined && run.end.kind === "skipped" && planned.plan.skip === undefined)
      skipped ??= run.end.reason;
    stopped ??= stopReason(run.end, name, options.signal);
    if (options.after !== undefined && !(await options.after(run, index)))
      stopped ??= "the check stopped at the first failure";
  }
  return runs;
}

/** Why cells are no longer run. */
interface Ending {
  readonly stopped: string | undefined;
  /** The notebook skips the rest of itself. */
  readonly skipped: string | undefined;
}

async function runNext(
  session: KernelSession | undefined,
  planned: PlannedCell,
  displays: DisplayIds,
  options: RunCellsOptions,
  { stopped, skipped }: Ending,
): Promise<CellRun> {
  if (stopped !== undefined) return notRun(planned, planned.plan.skip === undefined ? stopped : undefined);
  if (skipped === undefined) return runOne(session, planned, displays, options);
  const { plan } = planned;
  return notRun({ ...planned, plan: { ...plan, skip: plan.skip ?? skipped } }, undefined);
}

function stopReason(end: CellRunEnd, name: string, signal: AbortSignal | undefined): string | undefined {
  if (signal?.aborted) return "the check was interrupted";
  if (end.kind === "timed-out") return `${name} timed out`;
  if (end.kind === "kernel-died") return `the kernel died in ${name}`;
  if (end.kind === "too-much-output") return `the kernel was ended in ${name}`;
  return undefined;
}

function notRun({ cell, plan }: PlannedCell, reason: string | undefined): CellRun {
  cell.outputs = [];
  const end: CellRunEnd =
    reason === undefined ? { kind: "skipped", reason: plan.skip ?? "" } : { kind: "not-run", reason };
  return { end, outputs: [], executionCount: null, durationSeconds: 0 };
}

async function runOne(
  session: KernelSession | undefined,
  planned: PlannedCell,
  displays: DisplayIds,
  options: RunCellsOptions,
): Promise<CellRun> {
  const { cell, plan } = planned;
  if (plan.skip !== undefined) return notRun(planned, undefined);
  cell.outputs = [];
  // A cell without code shows nothing; it is not sent, and still compared.
  if (isSkipped(cell)) return { end: { kind: "ok" }, outputs: [], executionCount: null, durationSeconds: 0 };
  if (session === undefined) return notRun(planned, undefined);
  const start = performance.now();
  const limit = new OutputLimit(options.maxOutputBytes, options.signal);
  const unwatch = session.client.onBreak(() => limit.broken(session.process.exited));
  const damagedBefore = session.client.damagedMessages;
  let incomplete = false;
  const end = await runCell(session, cell, {
    idleWaitMs: IDLE_WAIT_MS,
    idleLost: () => {
      incomplete = true;
    },
    displays,
    changed: () => {},
    output: (output) => limit.add(output),
    signal: limit.signal,
    storeHistory: planned.uncounted !== true,
    rawStreams: true,
    ...(plan.timeoutSeconds > 0 ? { timeoutMs: plan.timeoutSeconds * 1000 } : {}),
  });
  unwatch();
  await limit.settled();
  limit.close();
  const said = skippedItself(plan, endOf(end.kind, session, cell, plan, limit));
  const runEnd = await afterCell(session, cell, plan, unreadable(session, damagedBefore) ?? said);
  return {
    end: runEnd,
    outputs: cellOutputs(cell),
    executionCount: cell.execution_count,
    durationSeconds: (performance.now() - start) / 1000,
    ...(incomplete ? { incomplete } : {}),
  };
}

function endOf(
  kind: "ok" | "error" | "timed-out" | "kernel-died" | "interrupted",
  session: KernelSession,
  cell: CodeCell,
  plan: CellPlan,
  limit: OutputLimit,
): CellRunEnd {
  // Its last message may have been too much: then it had ended by then.
  if (limit.exceeded && kind !== "timed-out") return { kind: "too-much-output", megabytes: limit.megabytes };
  if (kind === "ok") return errorShown(cell, false) ?? { kind: "ok" };
  if (kind === "error") return errorShown(cell, true) ?? { kind: "error", ename: "", evalue: "", traceback: [] };
  if (kind === "timed-out") return { kind: "timed-out", seconds: plan.timeoutSeconds };
  if (kind === "kernel-died") {
    const exit = session.process.exit;
    return { kind: "kernel-died", how: exit?.signal == null ? `exit code ${exit?.code}` : `signal ${exit.signal}` };
  }
  return { kind: "not-run", reason: "the check was interrupted" };
}

// Some magics show an error output and still reply "ok"; for nbval too that is an exception.
function errorShown(cell: CodeCell, wanted: boolean): CellRunEnd | undefined {
  const [output] = keptErrors(cell);
  if (output === undefined) return wanted ? { kind: "error", ename: "Error", evalue: "", traceback: [] } : undefined;
  return {
    kind: "error",
    ename: startOfText(output, "ename"),
    evalue: startOfText(output, "evalue"),
    traceback: endOfLines(output, "traceback"),
  };
}

/** The end of a cell during which messages were dropped: without them, no word on its outputs can be trusted. */
function unreadable({ client }: KernelSession, damagedBefore: number): CellRunEnd | undefined {
  const count = client.damagedMessages - damagedBefore;
  return count > 0 ? { kind: "unreadable", count, why: client.lastDamage ?? "" } : undefined;
}

/** pytest-notebook: a notebook that raises `pytest.skip(reason)` in a cell skips that cell and all that follow. */
function skippedItself(plan: CellPlan, end: CellRunEnd): CellRunEnd {
  if (end.kind !== "error" || end.ename !== "Skipped" || plan.mayRaise) return end;
  return { kind: "skipped", reason: end.evalue };
}

/** nbmake's `mock` and `post_cell_execute`: code that runs unseen behind a cell that ended well. */
async function afterCell(session: KernelSession, cell: CodeCell, plan: CellPlan, end: CellRunEnd): Promise<CellRunEnd> {
  if (end.kind !== "ok") return end;
  for (const code of plan.codeAfter) {
    const request = session.client.execute(code, { storeHistory: false });
    const reply = await Promise.race([request.reply, session.process.exited.then(() => undefined)]);
    if (reply === undefined)
      return { kind: "kernel-died", how: `in the code after ${String(cell["id"] ?? "the cell")}` };
    if (reply.content["status"] !== "ok") {
      const { ename = "Error", evalue = "", traceback } = reply.content;
      return {
        kind: "error",
        ename: String(ename),
        evalue: `in the code after the cell: ${String(evalue)}`,
        traceback: Array.isArray(traceback) ? traceback.map(String) : [],
      };
    }
  }
  return end;
}

/** Ends a cell that shows more than it may; together with the caller's own signal. */
class OutputLimit {
  readonly signal: AbortSignal;
  readonly megabytes: number;
  readonly #bytes: number;
  readonly #stop: AbortController = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#stop.abort(this.#outer?.reason);
  #seen = 0;
  #asking: Promise<void> | undefined;
  exceeded = false;

  constructor(bytes: number, outer: AbortSignal | undefined) {
    this.#bytes = bytes;
    this.megabytes = bytes / 1e6;
    this.#outer = outer;
    this.signal = this.#stop.signal;
    outer?.addEventListener("abort", this.#onAbort, { once: true });
    if (outer?.aborted) this.#onAbort();
  }

  add(output: Output): void {
    this.#seen += sizeOf(output);
    if (this.#seen > this.#bytes) this.#exceed();
  }

  /** Told that the connection broke: the kernel has ended, or its message was longer than all that the cell may show. */
  broken(exited: Promise<unknown>): void {
    this.#asking ??= (async () => {
      const ended = await Promise.race([exited.then(() => true), delay(DEATH_WAIT_MS).then(() => false)]);
      if (!ended) this.#exceed();
    })();
  }

  /** Settles when it is known why the connection broke, if it did. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  #exceed(): void {
    if (this.exceeded) return;
    this.exceeded = true;
    this.#stop.abort("too much output");
  }

  close(): void {
    this.#outer?.removeEventListener("abort", this.#onAbort);
  }
}

/** About how many characters an output has; each output counts, so that a million empty ones end too. */
function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || depth > 64) return 8;
  let size = 64;
  for (const key of Object.keys(value)) {
    const large = largeAt(value as Output, key);
    size += large === undefined ? sizeOf((value as Output)[key], depth + 1) : large.byteLength;
  }
  return size;
}
