import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnnData } from "../../src/anndata/index.js";
import { numericColumn } from "../../src/frame/index.js";
import { LazyMatrix, type LazyProjection } from "../../src/matrix/index.js";
import { highlyVariableGenes, log1p, normalizeTotal, pca } from "../../src/pp/index.js";
import { randomCsr, toDense } from "../matrix/random-csr.js";
import { loggedAdata, makeAdata } from "./scanpy-cases.js";

const csr = randomCsr({ nObs: 300, nVars: 120, seed: 8, density: 0.4 });

function dense(rows: readonly (readonly number[])[]): AnnData {
  const indptr = [0];
  const indices: number[] = [];
  const data: number[] = [];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return;
      indices.push(column);
      data.push(value);
    });
    indptr.push(indices.length);
  }
  const shape: [number, number] = [rows.length, rows[0]!.length];
  return new AnnData({
    X: LazyMatrix.fromCsr({
      shape,
      indptr: Int32Array.from(indptr),
      indices: Int32Array.from(indices),
      data: Float32Array.from(data),
    }),
  });
}

let warnings: string[] = [];
const { warn } = console;
beforeEach(() => {
  warnings = [];
  console.warn = (text: string) => void warnings.push(text);
});
afterEach(() => {
  console.warn = warn;
});

describe("normalizeTotal", () => {
  const cells = [
    [3, 3, 3, 6, 6],
    [1, 1, 1, 2, 2],
    [1, 22, 1, 2, 2],
  ];

  it("scales rows to the target (Scanpy's own example)", async () => {
    const adata = dense(cells);
    normalizeTotal(adata, { targetSum: 1 });
    const rows = toDense(await adata.X.toCsr());
    expect(rows.map((row) => row.map((x) => Number(x.toFixed(4))))).toEqual([
      [0.1429, 0.1429, 0.1429, 0.2857, 0.2857],
      [0.1429, 0.1429, 0.1429, 0.2857, 0.2857],
      [0.0357, 0.7857, 0.0357, 0.0714, 0.0714],
    ]);
  });

  it("leaves highly expressed genes out of the totals", async () => {
    const adata = dense(cells);
    normalizeTotal(adata, { targetSum: 1, excludeHighlyExpressed: true, maxFraction: 0.2 });
    expect(toDense(await adata.X.toCsr())).toEqual([
      [0.5, 0.5, 0.5, 1, 1],
      [0.5, 0.5, 0.5, 1, 1],
      [0.5, 11, 0.5, 1, 1],
    ]);
  });

  it("takes the median of the totals above 0, and leaves empty cells alone", async () => {
    const adata = dense([
      [1, 0],
      [3, 0],
      [5, 6],
      [0, 0],
    ]);
    normalizeTotal(adata);
    const rows = toDense(await adata.X.toCsr());
    expect(rows.map((row) => Number((row[0]! + row[1]!).toFixed(5)))).toEqual([3, 3, 3, 0]);
  });

  it("stores the totals under keyAdded, or returns them with inplace: false", async () => {
    const adata = dense(cells);
    await normalizeTotal(adata, { keyAdded: "n_counts" });
    expect([...(adata.obs.column("n_counts").values() as Float32Array)]).toEqual([21, 7, 28]);
    const other = dense(cells);
    const { X, normFactor } = await normalizeTotal(other, { inplace: false });
    expect([...normFactor]).toEqual([21, 7, 28]);
    expect(other.X.ops).toEqual([]);
    expect(X.ops).toHaveLength(1);
  });

  it("copies a view first, and says so", () => {
    const adata = dense(cells);
    const view = adata.subset({ obs: [0, 1] });
    normalizeTotal(view);
    expect(warnings).toEqual(["Received a view of an AnnData. Making a copy."]);
    expect([view.isView, adata.X.ops.length, view.X.ops.length]).toEqual([false, 0, 1]);
  });

  it("works on a layer", () => {
    const adata = dense(cells);
    adata.layers.set("counts", adata.X);
    normalizeTotal(adata, { layer: "counts" });
    expect([adata.X.ops.length, adata.layers.get("counts").ops.length]).toEqual([0, 1]);
  });

  it.each([
    [{ target_sum: 1 }, /unknown option "target_sum". Did you mean targetSum/],
    [{ targetSum: -1 }, /option targetSum: expected a number above 0, got -1/],
    [{ maxFraction: 2 }, /option maxFraction: expected a number from 0 to 1, got 2/],
  ])("refuses %o", (options, message) => {
    expect(() => normalizeTotal(dense(cells), options as object)).toThrow(message);
  });
});

describe("log1p", () => {
  it("notes its base, and warns when it is used again", async () => {
    const adata = dense([[1, 3]]);
    log1p(adata, { base: 2 });
    expect(adata.uns.get("log1p")).toEqual({ base: 2 });
    expect(toDense(await adata.X.toCsr())).toEqual([[1, 2]]);
    expect(warnings).toEqual([]);
    log1p(adata);
    expect(warnings).toEqual(["adata.X seems to be already log-transformed."]);
    expect(adata.uns.get("log1p")).toEqual({ base: null });
  });

  it.each([[{ base: 1 }], [{ base: -2 }], [{ chunked: true }]])("refuses %o", (options) => {
    expect(() => log1p(dense([[1]]), options as object)).toThrow(/pp\.log1p/);
  });
});

describe("highlyVariableGenes", () => {
  it("gives genes without counts no dispersion", async () => {
    const adata = loggedAdata(csr);
    await highlyVariableGenes(adata);
    const silent = (await adata.X.columnMoments()).sum.indexOf(0);
    expect(silent).toBeGreaterThanOrEqual(0);
    const row = adata.var.row(silent);
    expect(row).toEqual({
      highly_variable: false,
      means: Math.log1p(1e-12),
      dispersions: Number.NaN,
      dispersions_norm: Number.NaN,
    });
  });

  it("chooses no gene of a bin whose dispersions are all equal: their spread is 0, not a rounding error", async () => {
    // 30 genes, each with one count of 2 in another cell, and one gene apart from them.
    const rows = Array.from({ length: 30 }, (_, row) =>
      Array.from({ length: 31 }, (__, gene) => (gene === row ? 2 : gene === 30 ? 9 : 0)),
    );
    const adata = dense(rows);
    log1p(adata);
    const table = (await highlyVariableGenes(adata, { inplace: false }))!;
    const norm = [...(table.column("dispersions_norm").values() as Float64Array)].slice(0, 30);
    expect(norm).toEqual(Array.from({ length: 30 }, () => Number.NaN));
    expect([...(table.column("highly_variable").values() as Uint8Array)].slice(0, 30)).not.toContain(1);
  });

  it("keeps only the chosen genes with subset, and the values stay those of the whole", async () => {
    const adata = loggedAdata(csr);
    const whole = loggedAdata(csr);
    await highlyVariableGenes(whole, { nTopGenes: 10 });
    await highlyVariableGenes(adata, { nTopGenes: 10, subset: true });
    expect(adata.nVars).toBe(10);
    const mask = whole.var.column("highly_variable").values() as Uint8Array;
    const genes = Int32Array.from(mask.keys()).filter((gene) => mask[gene] === 1);
    expect(await adata.X.column(3)).toEqual(await whole.X.column(genes[3]!));
    await pca(adata, { nComps: 4 });
    await pca(whole, { nComps: 4 });
    const variance = (a: AnnData) => [...(a.uns.get("pca") as { variance: Float32Array }).variance];
    expect(variance(adata).map((value) => value.toFixed(5))).toEqual(variance(whole).map((value) => value.toFixed(5)));
  });

  it("returns a table and changes nothing with inplace: false", async () => {
    const adata = loggedAdata(csr);
    const table = (await highlyVariableGenes(adata, { inplace: false }))!;
    expect(table.columnNames).toEqual(["means", "dispersions", "mean_bin", "dispersions_norm", "highly_variable"]);
    expect(table.column("dispersions_norm").dtype).toBe("float64");
    expect(table.index.get(5)).toBe("g5");
    expect([adata.var.columnNames, adata.uns.has("hvg")]).toEqual([[], false]);
    const subset = (await highlyVariableGenes(adata, { inplace: false, subset: true, nTopGenes: 7 }))!;
    expect(subset.nRows).toBe(7);
  });

  it("warns when nTopGenes makes bounds void, and when there are not enough genes", async () => {
    await highlyVariableGenes(loggedAdata(csr), { nTopGenes: 5, minMean: 0.5 });
    expect(warnings).toEqual(["If you pass `n_top_genes`, all cutoffs are ignored."]);
    warnings = [];
    const adata = loggedAdata(csr);
    await highlyVariableGenes(adata, { nTopGenes: 120 });
    expect(warnings).toEqual([
      "`n_top_genes` > number of normalized dispersions, returning all genes with normalized dispersions.",
    ]);
  });

  it.each([
    [{ flavor: "seurat_v3" }, "UnsupportedFeatureError", /flavor "seurat_v3" is not supported yet/],
    [{ flavor: "seraut" }, "OptionError", /option flavor: expected "seurat" or "cell_ranger", got "seraut"/],
    [{ n_top_genes: 5 }, "OptionError", /unknown option "n_top_genes". Did you mean nTopGenes/],
    [{ nTopGenes: 0 }, "OptionError", /option nTopGenes/],
    [{ nBins: 0 }, "OptionError", /option nBins/],
    [{ batchKey: "batsch" }, "ColumnError", /no column "batsch". Did you mean batch/],
  ])("refuses %o", async (options, tag, message) => {
    const work = highlyVariableGenes(loggedAdata(csr), options as object);
    await expect(work).rejects.toMatchObject({ tag });
    await expect(highlyVariableGenes(loggedAdata(csr), options as object)).rejects.toThrow(message);
  });
});

describe("pca", () => {
  it("stores results where Scanpy does, and X_pca lazily", async () => {
    const adata = loggedAdata(csr);
    await pca(adata, { nComps: 6, maskVar: null });
    const lazy = adata.obsm.get("X_pca") as LazyProjection;
    expect([lazy.shape, lazy.computed]).toEqual([[300, 6], undefined]);
    const scores = await lazy.compute();
    expect(await (adata.obsm.get("X_pca") as LazyProjection).compute()).toBeDefined();
    expect((adata.obsm.get("X_pca") as LazyProjection).computed?.data).toEqual(scores.data);
    expect(adata.varm.get("PCs").shape).toEqual([120, 6]);
    const { params, variance, variance_ratio } = adata.uns.get("pca") as Record<string, unknown>;
    expect(params).toEqual({ zero_center: true, use_highly_variable: false, mask_var: null });
    expect(variance).toBeInstanceOf(Float32Array);
    expect(variance_ratio).toBeInstanceOf(Float32Array);
  });

  it("takes 50 components, or one less than the smaller side", async () => {
    const components = async (options: object): Promise<number> => {
      const adata = loggedAdata(csr);
      await pca(adata, options);
      return adata.varm.get("PCs").shape[1];
    };
    expect(await components({})).toBe(50);
    expect(await components({ maskVar: Uint8Array.from({ length: 120 }, (_, gene) => Number(gene < 50)) })).toBe(49);
    expect(await components({ maskVar: Uint8Array.from({ length: 120 }, (_, gene) => Number(gene < 51)) })).toBe(50);
  });

  it("uses another key and layer when asked", async () => {
    const adata = loggedAdata(csr);
    adata.layers.set("counts", makeAdata(csr).X);
    await pca(adata, { nComps: 3, keyAdded: "mine", layer: "counts" });
    expect([adata.obsm.has("mine"), adata.varm.has("mine"), adata.obsm.has("X_pca")]).toEqual([true, true, false]);
    expect((adata.uns.get("mine") as { params: object }).params).toMatchObject({ layer: "counts" });
  });

  it.each([
    [{ nComps: 121 }, "OptionError", /option nComps: expected a whole number from 1 to 120/],
    [{ nComps: 0 }, "OptionError", /option nComps/],
    [{ zeroCenter: false }, "UnsupportedFeatureError", /truncated SVD/],
    [{ maskVar: "score" }, "OptionError", /boolean column of var, got "score \(float64\)"/],
    [{ maskVar: "missing" }, "ColumnError", /no column "missing"/],
    [{ maskVar: new Uint8Array(5) }, "ShapeError", /length of maskVar: expected 120 \(nVars\), got 5/],
    [{ maskVar: new Uint8Array(120) }, "OptionError", /maskVar selects no gene/],
    [{ svd_solver: "arpack" }, "OptionError", /unknown option "svd_solver"/],
  ])("refuses %o", async (options, tag, message) => {
    const adata = loggedAdata(csr);
    adata.var = adata.var.withColumn("score", numericColumn("score", new Float64Array(120)));
    await expect(pca(adata, options as object)).rejects.toMatchObject({ tag });
    await expect(pca(adata, options as object)).rejects.toThrow(message);
  });

  it("says how to go on when there are too many genes for the exact covariance", async () => {
    const wide = {
      shape: [60, 20_000] as [number, number],
      indptr: new Int32Array(61),
      indices: new Int32Array(0),
      data: new Float32Array(0),
    };
    const adata = makeAdata(wide);
    await expect(pca(adata)).rejects.toThrow(/expected at most 15000, got 20000. Run pp.highlyVariableGenes first/);
  });
});
