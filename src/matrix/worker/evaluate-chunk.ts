import { throwIfAborted } from "../../core/index.js";
import { type CompactBlock, type CsrRows, type Kernels, unpackRows } from "../../kernels/index.js";
import { evaluateOp, rowFactor } from "../evaluate-op.js";
import type { EvaluationPlan } from "../evaluation-plan.js";
import type { CsrBlock, StripeCells, StripeTiles } from "../types.js";
import { BlockPacker } from "./block-packer.js";
import type { ChunkResult, ChunkTask } from "./chunk-task.js";
import type { ReaderPool } from "./reader-pool.js";

/** What chunk ops work with. */
export interface ChunkContext {
  readonly kernels: Kernels;
  readonly readers: ReaderPool;
  readonly signal: AbortSignal;
}

/** A block after the plan's general operators, and the row factors of its fused scaling. */
export interface EvaluatedBlock {
  readonly block: CompactBlock;
  readonly scale: Float64Array;
}

/** Calls `visit` with each block of the chunk, evaluated, in row order. */
export async function evaluateChunk(
  task: ChunkTask,
  context: ChunkContext,
  visit: (evaluated: EvaluatedBlock) => void,
): Promise<ChunkResult> {
  const kept: CompactBlock[] = [];
  let start = 0;
  let totalsDiffer = false;
  for await (const raw of rawBlocks(task, context)) {
    throwIfAborted(context.signal, "the pass");
    if (task.keep) kept.push(raw);
    totalsDiffer ||= !sumsTo(raw.totals, task.expectedTotals, start);
    const rows = rowsWithin(task.local, start, start + raw.nRows);
    start += raw.nRows;
    if (rows !== undefined && rows.length === 0) continue;
    visit(evaluateBlock(raw, rows, task.plan, context.kernels));
  }
  return { ...(task.keep ? { kept } : {}), totalsDiffer };
}

async function* rawBlocks(task: ChunkTask, context: ChunkContext): AsyncGenerator<CompactBlock> {
  if (task.cached !== undefined) {
    yield* task.cached;
    return;
  }
  const reader = await context.readers.get(task.source);
  const packer = new BlockPacker(context.kernels, task.nCols);
  const read = (stripe: number): Promise<CsrBlock | StripeCells | StripeTiles> | undefined => {
    if (stripe >= task.endStripe) return undefined;
    const options = { signal: context.signal };
    const result =
      reader.readTiles?.(stripe, options) ?? reader.readCells?.(stripe, options) ?? reader.readStripe(stripe, options);
    // A failure is thrown when the stripe's turn comes.
    result.catch(() => undefined);
    return result;
  };
  // The next stripe is fetched while this one is worked on.
  let coming = read(task.firstStripe);
  for (let stripe = task.firstStripe; stripe < task.endStripe; stripe++) {
    const came = await coming!;
    coming = read(stripe + 1);
    if ("tiles" in came) yield* packer.addTiles(came);
    else yield* "indptr" in came ? packer.add(came) : packer.addCells(came);
  }
  yield* packer.finish();
}

function evaluateBlock(
  raw: CompactBlock,
  rows: Int32Array | undefined,
  plan: EvaluationPlan,
  kernels: Kernels,
): EvaluatedBlock {
  let block = raw;
  if (rows !== undefined || plan.general.length > 0) {
    let csr = rows === undefined ? unpackRows(raw) : takeRows(unpackRows(raw), rows);
    let nCols = raw.nCols;
    for (const op of plan.general) {
      csr = evaluateOp(csr, op);
      if (op.kind === "columns") nCols = op.indices.length;
    }
    block = kernels.packRows(csr, nCols);
  }
  const { scaleTarget } = plan;
  const scale =
    scaleTarget === null ? new Float64Array(block.nRows).fill(1) : block.totals.map((t) => rowFactor(t, scaleTarget));
  return { block, scale };
}

function takeRows(csr: CsrRows, rows: Int32Array): CsrRows {
  const indptr = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) indptr[i + 1] = indptr[i]! + csr.indptr[rows[i]! + 1]! - csr.indptr[rows[i]!]!;
  const indices = new Int32Array(indptr[rows.length]!);
  const values = new Float32Array(indptr[rows.length]!);
  for (let i = 0; i < rows.length; i++) {
    const [from, to] = [csr.indptr[rows[i]!]!, csr.indptr[rows[i]! + 1]!];
    indices.set(csr.indices.subarray(from, to), indptr[i]!);
    values.set(csr.values.subarray(from, to), indptr[i]!);
  }
  return { nRows: rows.length, indptr, indices, values };
}

/** The selected rows within `[start, end)`, counted from `start`. */
function rowsWithin(local: Int32Array | undefined, start: number, end: number): Int32Array | undefined {
  return local?.filter((row) => row >= start && row < end).map((row) => row - start);
}

/** Row totals agree to float32 precision: `raw_sum` was written from the same float32 values. */
function sumsTo(totals: Float64Array, expected: Float64Array | undefined, start: number): boolean {
  if (expected === undefined) return true;
  return totals.every((total, row) => Math.abs(total - expected[start + row]!) <= 1e-6 * Math.abs(total));
}
