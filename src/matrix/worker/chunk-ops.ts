import { type CompactBlock, type CsrRows, type SelectedBlock, unpackRows } from "../../kernels/index.js";
import { rowTotal } from "../evaluate-op.js";
import type { ChunkResult, ChunkTask } from "./chunk-task.js";
import { type ChunkContext, type EvaluatedBlock, evaluateChunk } from "./evaluate-chunk.js";

export interface MomentsResult extends ChunkResult {
  /** Per evaluated column: sum and sum of squares, interleaved. */
  readonly moments: Float64Array;
  /** Total of each row before the plan's fused scaling. */
  readonly totals: Float64Array;
  /** A row with values sums to 0, so that it is not scaled like the others. */
  readonly irregular: boolean;
}

export async function chunkMoments(task: ChunkTask, context: ChunkContext): Promise<MomentsResult> {
  let moments: Float64Array | undefined;
  let irregular = false;
  const totals: Float64Array[] = [];
  const result = await evaluateChunk(task, context, ({ block, scale }) => {
    moments ??= new Float64Array(2 * block.nCols);
    context.kernels.addMoments(block, scale, moments);
    totals.push(block.totals);
    irregular ||= block.totals.some((total, row) => total === 0 && block.indptr[row + 1]! > block.indptr[row]!);
  });
  return { ...result, moments: moments ?? new Float64Array(0), totals: concat(totals), irregular };
}

export interface TotalsTask extends ChunkTask {
  /** Columns that do not count. */
  readonly excluded?: Uint8Array;
  /** Set: also find the columns with a value above this share of its row's total. */
  readonly maxFraction?: number;
}

export interface TotalsResult extends ChunkResult {
  readonly totals: Float64Array;
  /** 1 for each column that exceeds `maxFraction`. */
  readonly exceeding?: Uint8Array;
}

export async function chunkTotals(task: TotalsTask, context: ChunkContext): Promise<TotalsResult> {
  const totals: Float64Array[] = [];
  let exceeding: Uint8Array | undefined;
  const result = await evaluateChunk(task, context, ({ block }) => {
    if (task.excluded === undefined && task.maxFraction === undefined) {
      totals.push(block.totals);
      return;
    }
    const rows = unpackRows(block);
    totals.push(block.totals.map((_, row) => rowTotal(rows, row, task.excluded)));
    if (task.maxFraction === undefined) return;
    exceeding ??= new Uint8Array(block.nCols);
    for (let row = 0; row < rows.nRows; row++) {
      const limit = block.totals[row]! * task.maxFraction;
      for (let i = rows.indptr[row]!; i < rows.indptr[row + 1]!; i++)
        if (rows.values[i]! > limit) exceeding[rows.indices[i]!] = 1;
    }
  });
  return { ...result, totals: concat(totals), ...(exceeding === undefined ? {} : { exceeding }) };
}

export interface SelectTask extends ChunkTask {
  /** New column of each evaluated one (`NOT_SELECTED`: left out), shared by all tasks of the pass. */
  readonly map: Uint32Array;
  readonly k: number;
}

export interface SelectResult extends ChunkResult {
  readonly selected: readonly SelectedBlock[];
  /** Sum and number of entries of each selected column. */
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

export async function chunkSelect(task: SelectTask, context: ChunkContext): Promise<SelectResult> {
  const selected: SelectedBlock[] = [];
  const sums = new Float64Array(task.k);
  const counts = new Int32Array(task.k);
  const { logFactor } = task.plan;
  const result = await evaluateChunk(task, context, ({ block, scale }: EvaluatedBlock) => {
    const plan = { scale, logFactor, map: task.map, k: task.k };
    selected.push(context.kernels.selectColumns(block, plan, sums, counts));
  });
  return { ...result, selected, sums, counts };
}

export interface RowsResult extends ChunkResult {
  readonly rows: readonly CsrRows[];
}

/** The evaluated rows themselves; the plan must have general operators only. */
export async function chunkRows(task: ChunkTask, context: ChunkContext): Promise<RowsResult> {
  const rows: CsrRows[] = [];
  const result = await evaluateChunk(
    task,
    context,
    ({ block }: { block: CompactBlock }) => void rows.push(unpackRows(block)),
  );
  return { ...result, rows };
}

export interface ProjectTask {
  /** Either the selected blocks, or how to select them again. */
  readonly selected?: readonly SelectedBlock[];
  readonly select?: SelectTask;
  /** Row-major `k × width`. */
  readonly loadings: Float32Array;
  readonly width: number;
  readonly shift: Float64Array;
}

export async function chunkProject(task: ProjectTask, context: ChunkContext): Promise<Float32Array> {
  const blocks = task.selected ?? (await chunkSelect(task.select!, context)).selected;
  return context.kernels.project(blocks, task.loadings, task.width, task.shift);
}

function concat(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
