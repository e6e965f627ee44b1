import { packedOffset, type SelectedBlock, SharedArena } from "../../kernels/index.js";
import { mapOrdered } from "../map-ordered.js";
import type { MatrixView, PassOptions, SourceState } from "../matrix-view.js";
import { sizeOf } from "../stripe-cache.js";
import type { SelectResult } from "../worker/chunk-ops.js";
import { gramRanges, headSize } from "./gram-ranges.js";
import { RAW, runChunks } from "./run-chunks.js";
import { planSelection, type Selection } from "./select-columns.js";

export interface Covariance {
  /** Lower triangle of the covariance, divided by n (ddof 0), packed by rows, in shared memory. */
  readonly packed: Float64Array;
  /** Mean of each column. */
  readonly mean: Float64Array;
  /** Sum of the diagonal. */
  readonly trace: number;
  readonly selection: Selection;
  /** The cache group that holds the selected blocks, where they fit. */
  readonly group: string;
}

let selections = 0;

/**
 * Covariance of the given columns (each once; densest first is fastest): Σ XᵀX / n − µµᵀ in float64. Selected values are
 * kept in the cache for the projection. Blocks are added to the Gram matrix in row order by ranges of its rows, so the
 * result has the same bits for any number of workers. When selected values outgrow half the cache's budget, the Gram matrix
 * is brought up to date and those that are not cached are dropped: memory stays bounded for any number of rows.
 */
export async function covariance(view: MatrixView, columns: Int32Array, options: PassOptions): Promise<Covariance> {
  const { state } = view;
  const selection = await planSelection(view, columns, options);
  const { k } = selection;
  const group = `selected-${selections++}`;
  state.cache.drop((name) => name.startsWith("selected-"));
  const gram = new SharedArena([8 * packedOffset(k)]).float64(packedOffset(k));
  const sums = new Float64Array(k);
  const counts = new Float64Array(k);
  const waveBytes = Math.max(64 * 2 ** 20, state.cache.budgetBytes / 2);
  let wave: SelectedBlock[] = [];
  const addWave = async (): Promise<void> => {
    await addToGram(state, wave, counts, gram, k, options);
    wave = [];
  };
  const take = async (result: SelectResult, { chunk }: { chunk: { index: number } }): Promise<void> => {
    state.cache.put(group, chunk.index, result.selected, RAW);
    wave.push(...result.selected);
    for (let c = 0; c < k; c++) {
      sums[c]! += result.sums[c]!;
      counts[c]! += result.counts[c]!;
    }
    if (sizeOf(wave) > waveBytes) await addWave();
  };
  const extra = { map: selection.map, k };
  await runChunks<SelectResult>(view, { op: "matrix.select", plan: selection.plan, extra, take }, options.signal);
  await addWave();
  const n = view.shape[0];
  const mean = sums.map((sum) => sum / n);
  return { packed: gram, mean, trace: centre(gram, mean, n), selection, group };
}

async function addToGram(
  state: SourceState,
  blocks: readonly SelectedBlock[],
  counts: Float64Array,
  gram: Float64Array,
  k: number,
  { signal }: PassOptions,
): Promise<void> {
  if (blocks.length === 0) return;
  const head = headSize(k);
  await mapOrdered(
    gramRanges(counts, head, state.executor.parallelism),
    state.executor.parallelism,
    ({ start, end }, stop) =>
      state.executor.submit<Float64Array>(
        { op: "matrix.gram", args: { blocks, k, head, start, end } },
        { signal: stop },
      ),
    (part, { start }) => {
      const offset = packedOffset(start);
      for (let i = 0; i < part.length; i++) gram[offset + i]! += part[i]!;
    },
    signal,
  );
}

/** G / n − µµᵀ in place; returns the trace. */
function centre(gram: Float64Array, mean: Float64Array, n: number): number {
  let trace = 0;
  let at = 0;
  for (let i = 0; i < mean.length; i++) {
    for (let j = 0; j <= i; j++, at++) gram[at] = gram[at]! / n - mean[i]! * mean[j]!;
    trace += gram[at - 1]!;
  }
  return trace;
}
