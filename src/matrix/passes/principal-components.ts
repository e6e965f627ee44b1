import { OptionError } from "../../core/index.js";
import type { EigenPairs, SelectedBlock } from "../../kernels/index.js";
import { DenseMatrix } from "../dense.js";
import { LazyProjection } from "../lazy-dense.js";
import { mapOrdered } from "../map-ordered.js";
import type { MatrixView, PassOptions } from "../matrix-view.js";
import { rowsByChunk } from "../row-selection.js";
import { columnMoments } from "./column-moments.js";
import { type Covariance, covariance } from "./covariance.js";
import { chunkTask, retryWithoutAssumedTotals, windowOf } from "./run-chunks.js";

/**
 * The most columns whose exact covariance is computed: its triangle takes k²·4 bytes (400 MB for 10,000, 900 MB here), once in
 * shared memory and once beside the solver, and its time grows with k².
 */
export const MAX_COLUMNS = 15_000;

export interface PrincipalComponents {
  /** Eigenvalues of the covariance (ddof 0), descending. */
  readonly variance: Float64Array;
  /** Share of the total variance of the chosen columns. */
  readonly varianceRatio: Float64Array;
  /** Loadings, row-major `columns × nComps`, rows in the order of the given columns; unit length, float64. */
  readonly components: Float64Array;
  /** Rows projected on the components, centred: `nObs × nComps`, float32, computed when asked for. */
  readonly projection: LazyProjection;
}

/**
 * The `nComps` largest principal components of the given columns (ascending, each once): the exact eigenvectors of the
 * covariance matrix (thick-restart Lanczos), never randomised. The sign of a component is such that its loading of largest
 * absolute value is positive.
 */
export async function principalComponents(
  view: MatrixView,
  columns: Int32Array,
  nComps: number,
  options: PassOptions = {},
): Promise<PrincipalComponents> {
  const k = columns.length;
  if (k > MAX_COLUMNS) {
    throw new OptionError({
      what: "too many columns for an exact PCA",
      expected: `at most ${MAX_COLUMNS}`,
      got: String(k),
      hint: "Run pp.highlyVariableGenes first (pca then uses the highly variable genes), take fewer with nTopGenes, or pass a maskVar",
    });
  }
  const { order, covariance: cov } = await retryWithoutAssumedTotals(async () => {
    const order = await densestFirst(view, columns, options);
    return {
      order,
      covariance: await covariance(
        view,
        order.map((place) => columns[place]!),
        options,
      ),
    };
  });
  const task = { op: "matrix.eigen", args: { packed: cov.packed, k, count: nComps } };
  const pairs = await view.state.executor.submit<EigenPairs>(task, options);
  const oriented = orient(pairs, k, nComps);
  const components = new Float64Array(k * nComps);
  order.forEach((place, g) => {
    components.set(oriented.subarray(g * nComps, (g + 1) * nComps), place * nComps);
  });
  // Rounding can leave a vanishing eigenvalue a little below 0.
  const variance = pairs.values.map((value) => Math.max(0, value));
  return {
    variance,
    varianceRatio: variance.map((value) => (cov.trace > 0 ? value / cov.trace : 0)),
    components,
    projection: lazyProjection(view, cov, oriented, nComps),
  };
}

/** Places of the given columns, by descending expression: the Gram kernel is fastest on the densest first. */
async function densestFirst(view: MatrixView, columns: Int32Array, options: PassOptions): Promise<Int32Array> {
  const source: MatrixView = {
    state: view.state,
    rows: view.rows,
    shape: [view.shape[0], view.state.source.shape[1]],
    ops: [],
  };
  const weight = view.state.columnWeight ?? (await columnMoments(source, options)).sum;
  let places = columns;
  for (const op of view.ops.toReversed()) if (op.kind === "columns") places = places.map((c) => op.indices[c]!);
  return Int32Array.from(columns.keys()).sort((a, b) => weight[places[b]!]! - weight[places[a]!]! || a - b);
}

/** The vectors as row-major `k × nComps` loadings with their signs fixed. */
function orient({ vectors }: EigenPairs, k: number, nComps: number): Float64Array {
  const loadings = new Float64Array(k * nComps);
  for (let c = 0; c < nComps; c++) {
    const vector = vectors.subarray(c * k, (c + 1) * k);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    for (let g = 0; g < k; g++) loadings[g * nComps + c] = largest < 0 ? -vector[g]! : vector[g]!;
  }
  return loadings;
}

function lazyProjection(view: MatrixView, cov: Covariance, loadings: Float64Array, nComps: number): LazyProjection {
  const { state } = view;
  const shift = new Float64Array(nComps);
  cov.mean.forEach((mean, g) => {
    for (let c = 0; c < nComps; c++) shift[c]! += mean * loadings[g * nComps + c]!;
  });
  const shared = new Float32Array(new SharedArrayBuffer(4 * loadings.length));
  shared.set(loadings);
  // Only what the projection needs: the covariance must not live as long as it.
  const { group, selection } = cov;
  const { plan, map, k } = selection;
  const shape: [number, number] = [view.shape[0], nComps];
  return new LazyProjection(shape, async ({ signal }) => {
    const out = new Float32Array(shape[0] * nComps);
    await mapOrdered(
      rowsByChunk(state.chunks, view.rows),
      windowOf(state),
      (rows, stop) => {
        const selected = state.cache.get<SelectedBlock>(group, rows.chunk.index);
        const input =
          selected === undefined ? { select: { ...chunkTask(state, rows, plan), keep: false, map, k } } : { selected };
        const args = { ...input, loadings: shared, width: nComps, shift };
        return state.executor.submit<Float32Array>({ op: "matrix.project", args }, { signal: stop });
      },
      (part, { chunk, positions }) => {
        if (positions === undefined) out.set(part, chunk.start * nComps);
        else {
          positions.forEach((place, i) => {
            out.set(part.subarray(i * nComps, (i + 1) * nComps), place * nComps);
          });
        }
      },
      signal,
    );
    state.cache.drop((name) => name === group);
    return new DenseMatrix(shape, out);
  });
}
