import type { MatrixView, PassOptions } from "../matrix-view.js";
import { median } from "../median.js";
import type { NormalizeTotalOp, ResolvedOp } from "../op-chain.js";
import type { TotalsResult } from "../worker/chunk-ops.js";
import { runChunks } from "./run-chunks.js";

interface Normalization {
  readonly target: number;
  readonly excluded?: Uint8Array;
}

interface Pending {
  /** The matrix that the operator was put on: its rows give the median. */
  readonly input: MatrixView;
  known?: Normalization;
}

const normalizations = new WeakMap<NormalizeTotalOp, Pending>();

/** Remembers which matrix the operator normalises. */
export function registerNormalization(op: NormalizeTotalOp, input: MatrixView): void {
  normalizations.set(op, { input });
}

/** True if the operator's target needs the totals of rows that no pass has read yet. */
export function isOpen(op: NormalizeTotalOp): boolean {
  const pending = normalizations.get(op)!;
  if (pending.known !== undefined || op.maxFraction !== undefined) return pending.known === undefined;
  return op.targetSum === null && assumedTotals(pending.input) === undefined;
}

/** Sets the target from the totals of all rows of the operator's input, which a pass has just computed. */
export function settleTarget(op: NormalizeTotalOp, view: MatrixView, totals: Float64Array): number {
  const pending = normalizations.get(op)!;
  if (pending.input.rows !== view.rows) throw new Error("totals of other rows cannot give the target");
  pending.known = { target: op.targetSum ?? targetOf(totals) };
  return pending.known.target;
}

/** True if the operator was put on a matrix with the rows of `view`. */
export function hasRowsOfInput(op: NormalizeTotalOp, view: MatrixView): boolean {
  return normalizations.get(op)!.input.rows === view.rows;
}

/** The chain with all targets known; reads rows only where that is needed. */
export async function resolveOps(view: MatrixView, options: PassOptions = {}): Promise<ResolvedOp[]> {
  const resolved: ResolvedOp[] = [];
  for (const op of view.ops) {
    if (op.kind === "normalizeTotal") resolved.push({ kind: op.kind, ...(await normalization(op, options)) });
    else resolved.push(op);
  }
  return resolved;
}

async function normalization(op: NormalizeTotalOp, options: PassOptions): Promise<Normalization> {
  const pending = normalizations.get(op)!;
  if (pending.known !== undefined) return pending.known;
  if (op.maxFraction === undefined) {
    if (op.targetSum !== null) return { target: op.targetSum };
    const assumed = assumedTotals(pending.input);
    // Not remembered: a pass may still find that the rows sum to something else.
    if (assumed !== undefined) return { target: targetOf(assumed) };
    pending.known = { target: targetOf(await rowTotals(pending.input, options)) };
    return pending.known;
  }
  const { exceeding } = await totalsPass(pending.input, { maxFraction: op.maxFraction }, options);
  const excluded = new Uint8Array(new SharedArrayBuffer(exceeding!.length));
  excluded.set(exceeding!);
  const target = op.targetSum ?? targetOf((await totalsPass(pending.input, { excluded }, options)).totals);
  pending.known = { target, excluded };
  return pending.known;
}

/** Scanpy: the median of the totals above 0. Without any such row nothing is scaled. */
function targetOf(totals: Float64Array): number {
  return median(totals.filter((total) => total > 0)) ?? 1;
}

function assumedTotals(view: MatrixView): Float64Array | undefined {
  const { assumedTotals: all } = view.state;
  if (all === undefined || view.ops.length > 0) return undefined;
  return view.rows === undefined ? all : Float64Array.from(view.rows, (row) => all[row]!);
}

/** The sum of each row after the chain. */
export async function rowTotals(view: MatrixView, options: PassOptions = {}): Promise<Float64Array> {
  return (await totalsPass(view, {}, options)).totals;
}

/** The totals that `normalizeTotal` divides by: like `rowTotals`, without the columns that it leaves out. */
export async function normalizationTotals(
  view: MatrixView,
  op: NormalizeTotalOp,
  options: PassOptions,
): Promise<Float64Array> {
  const { excluded } = await normalization(op, options);
  return (await totalsPass(view, excluded === undefined ? {} : { excluded }, options)).totals;
}

interface TotalsOptions {
  readonly excluded?: Uint8Array;
  readonly maxFraction?: number;
}

async function totalsPass(
  view: MatrixView,
  extra: TotalsOptions,
  { signal }: PassOptions,
): Promise<{ readonly totals: Float64Array; readonly exceeding?: Uint8Array }> {
  const totals = new Float64Array(view.shape[0]);
  const exceeding = extra.maxFraction === undefined ? undefined : new Uint8Array(view.shape[1]);
  const plan = {
    general: await resolveOps(view, signal === undefined ? {} : { signal }),
    scaleTarget: null,
    logFactor: null,
  };
  const pass = {
    op: "matrix.totals",
    plan,
    extra,
    take(result: TotalsResult, { chunk, positions }: { chunk: { start: number }; positions?: Int32Array }): void {
      result.totals.forEach((total, i) => {
        totals[positions?.[i] ?? chunk.start + i] = total;
      });
      result.exceeding?.forEach((flag, column) => {
        if (flag === 1) exceeding![column] = 1;
      });
    },
  };
  await runChunks<TotalsResult>(view, pass, signal);
  return exceeding === undefined ? { totals } : { totals, exceeding };
}
