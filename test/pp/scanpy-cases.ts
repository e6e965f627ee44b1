import { expect } from "vitest";
import { AnnData } from "../../src/anndata/index.js";
import { categoricalColumn, Table } from "../../src/frame/index.js";
import { type CsrMatrix, type LazyDense, LazyMatrix, type LazyMatrixOptions } from "../../src/matrix/index.js";
import {
  type HighlyVariableGenesOptions,
  highlyVariableGenes,
  log1p,
  normalizeTotal,
  pca,
} from "../../src/pp/index.js";

// The cases of test/oracle/scanpy_cases.py, run here and compared with the tolerances of docs: totals exact, means 5e-6 relative,
// dispersions 2e-6, normalised dispersions 3e-4, variances 5e-6 (float64 reference) and 5e-5 (Dask's float32).

export interface HvgTruth {
  readonly options: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly means: string;
  readonly dispersions: string;
  readonly dispersions_norm: string;
  readonly highly_variable: string;
  readonly mean_bins?: readonly string[];
  readonly mean_bin_codes?: string;
  readonly nbatches?: string;
  readonly intersection?: string;
}

export interface ScanpyTruth {
  readonly normalize: Readonly<
    Record<string, { options: Record<string, unknown>; totals: string; column_sums: string; row_sums: string }>
  >;
  readonly hvg: Readonly<Record<string, HvgTruth>>;
  readonly hvg_base2: HvgTruth;
  readonly pca: {
    readonly genes: readonly number[];
    readonly dask_variance: string;
    readonly dask_variance_ratio: string;
    readonly dask_pcs: string;
    readonly params: unknown;
    readonly eigenvalues: string;
    readonly pcs: string;
    readonly scores: string;
  };
}

function bytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, "base64")).buffer;
}
export const float64 = (text: string): Float64Array => new Float64Array(bytes(text));
export const float32 = (text: string): Float32Array => new Float32Array(bytes(text));

/** Scanpy's option names in ours. */
export function camelOptions(
  options: Readonly<Record<string, unknown>>,
): HighlyVariableGenesOptions & Record<string, unknown> {
  const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camel(name), value]));
}

/** The matrix as AnnData with three contiguous batches, and genes g0, g1, …. */
export function makeAdata(csr: CsrMatrix, options: Partial<LazyMatrixOptions> & { stripeRows?: number } = {}): AnnData {
  const [nObs, nVars] = csr.shape;
  const codes = Int32Array.from({ length: nObs }, (_, row) => Math.min(2, Math.floor((row * 3) / nObs)));
  const names = Array.from({ length: nVars }, (_, gene) => `g${gene}`);
  return new AnnData({
    X: LazyMatrix.fromCsr(csr, { stripeRows: 128, ...options }),
    obs: Table.fromColumns([categoricalColumn("batch", codes, ["b0", "b1", "b2"])]),
    var: Table.fromColumns([], { index: names }),
  });
}

export function loggedAdata(csr: CsrMatrix, base?: number): AnnData {
  const adata = makeAdata(csr);
  normalizeTotal(adata);
  log1p(adata, base === undefined ? {} : { base });
  return adata;
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  absolute: number,
  what: string,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    if (Object.is(a, b)) continue;
    if (!(Math.abs(a - b) <= absolute + relative * Math.abs(b))) expect.fail(`${what} ${i}: expected ${b}, got ${a}`);
  }
}

export async function checkNormalize(csr: CsrMatrix, truth: ScanpyTruth["normalize"][string]): Promise<void> {
  const adata = makeAdata(csr);
  await normalizeTotal(adata, { ...camelOptions(truth.options), keyAdded: "totals" } as { keyAdded: string });
  // Scanpy sums in float32: exact for counts, otherwise to its rounding.
  expectClose(adata.obs.column("totals").values() as Float32Array, float64(truth.totals), 1e-6, 0, "total");
  const rows = await adata.X.rowTotals();
  expectClose(rows, float64(truth.row_sums), 2e-6, 1e-9, "row sum");
  expectClose((await adata.X.columnMoments()).sum, float64(truth.column_sums), 2e-6, 1e-9, "column sum");
}

export async function checkHvg(csr: CsrMatrix, truth: HvgTruth, base?: number): Promise<void> {
  const options = camelOptions(truth.options ?? {});
  const table = highlyVariableGenes(loggedAdata(csr, base), { ...options, inplace: false });
  if (truth.error !== undefined) {
    await expect(table).rejects.toThrow(/Bin edges must be unique/);
    expect(truth.error).toMatch(/Bin edges must be unique/);
    return;
  }
  const values = (name: string): ArrayLike<number> => found.column(name).values() as ArrayLike<number>;
  const found = (await table)!;
  const means = float64(truth.means);
  const norm = float64(truth.dispersions_norm);
  expectClose(values("means"), means, 5e-6, 0, "mean");
  expectClose(values("dispersions"), float64(truth.dispersions), 0, 2e-6, "dispersion");
  expectClose(values("dispersions_norm"), norm, 0, 3e-4, "normalised dispersion");
  const flags = new Uint8Array(bytes(truth.highly_variable));
  const chosen = values("highly_variable");
  for (let gene = 0; gene < flags.length; gene++) {
    if (chosen[gene] !== flags[gene] && !onTheEdge(truth.options ?? {}, means, norm, flags, gene)) {
      expect.fail(
        `gene ${gene} (mean ${means[gene]}, normalised dispersion ${norm[gene]}): Scanpy says ${flags[gene]}`,
      );
    }
  }
  if (truth.mean_bins !== undefined) {
    const codes = new Int8Array(bytes(truth.mean_bin_codes!));
    const bins = found.column("mean_bin");
    expect(Array.from(codes, (_, gene) => bins.get(gene))).toEqual(Array.from(codes, (code) => truth.mean_bins![code]));
  }
  if (truth.nbatches !== undefined && !options.nTopGenes) {
    expect(Array.from(values("highly_variable_nbatches"))).toEqual([...new Uint8Array(bytes(truth.nbatches))]);
    expect(Array.from(values("highly_variable_intersection"))).toEqual([...new Uint8Array(bytes(truth.intersection!))]);
  }
}

/** Within the tolerance of a bound, or tied with the last gene taken: either answer is right. */
function onTheEdge(
  options: Readonly<Record<string, unknown>>,
  means: Float64Array,
  norm: Float64Array,
  flags: Uint8Array,
  gene: number,
): boolean {
  const number = (name: string, fallback: number): number => (options[name] as number | undefined) ?? fallback;
  const near = (bound: number): boolean => Math.abs(norm[gene]! - bound) < 3e-4;
  if (options["n_top_genes"] !== undefined) return near(Math.min(...norm.filter((_, g) => flags[g] === 1)));
  const nearMean = (bound: number): boolean => Math.abs(means[gene]! - bound) <= 1e-6 * bound;
  return (
    near(number("min_disp", 0.5)) ||
    near(number("max_disp", Number.POSITIVE_INFINITY)) ||
    nearMean(number("min_mean", 0.0125)) ||
    nearMean(number("max_mean", 3))
  );
}

export async function checkPca(adata: AnnData, truth: ScanpyTruth["pca"]): Promise<void> {
  await highlyVariableGenes(adata);
  await pca(adata);
  const stored = adata.uns.get("pca") as { params: unknown; variance: Float32Array; variance_ratio: Float32Array };
  const eigenvalues = float64(truth.eigenvalues);
  const nComps = stored.variance.length;
  const k = truth.genes.length;
  expect(stored.params).toEqual(truth.params);
  expectClose(stored.variance, eigenvalues.subarray(0, nComps), 5e-6, 1e-9, "variance");
  expectClose(stored.variance, float64(truth.dask_variance), 5e-5, 1e-7, "variance (Dask)");
  expectClose(stored.variance_ratio, float64(truth.dask_variance_ratio), 5e-5, 1e-8, "variance ratio (Dask)");
  const loadings = adata.varm.get("PCs").computed!;
  expect([loadings.dtype, ...loadings.shape]).toEqual(["float64", adata.nVars, nComps]);
  const pcs = float32(truth.pcs);
  const dask = float32(truth.dask_pcs);
  const lazy = adata.obsm.get("X_pca") as LazyDense;
  const scores = await lazy.compute();
  expect([scores.dtype, ...scores.shape]).toEqual(["float32", adata.nObs, nComps]);
  const exact = float32(truth.scores);
  for (let c = 0; c < nComps; c++) {
    const gapBelow = (eigenvalues[c]! - (eigenvalues[c + 1] ?? 0)) / eigenvalues[c]!;
    const gapAbove = c === 0 ? 1 : (eigenvalues[c - 1]! - eigenvalues[c]!) / eigenvalues[c]!;
    // Where two eigenvalues nearly coincide, only the plane of their components is determined.
    if (Math.min(gapBelow, gapAbove) <= 1e-3) continue;
    let dot = 0;
    let daskDot = 0;
    truth.genes.forEach((gene, i) => {
      dot += loadings.get(gene, c) * pcs[i * nComps + c]!;
      daskDot += loadings.get(gene, c) * dask[i * nComps + c]!;
    });
    // The sign is part of our contract: the reference was given the same one.
    expect(dot, `component ${c} against float64`).toBeGreaterThan(0.9999);
    expect(Math.abs(daskDot), `component ${c} against Dask`).toBeGreaterThan(0.9999);
    let squares = 0;
    let worst = 0;
    for (let row = 0; row < exact.length / nComps; row++) {
      squares += exact[row * nComps + c]! ** 2;
      worst = Math.max(worst, Math.abs(scores.get(row, c) - exact[row * nComps + c]!));
    }
    expect(worst / Math.sqrt(squares), `scores of component ${c}`).toBeLessThan(
      gapBelow < 0.01 || gapAbove < 0.01 ? 1e-2 : 1e-4,
    );
  }
  // Genes outside the mask have no loading.
  const used = new Set(truth.genes);
  for (let gene = 0; gene < adata.nVars; gene++) {
    if (!used.has(gene)) expect(loadings.get(gene, 0)).toBe(0);
  }
  expect(k).toBeGreaterThan(1);
}
