import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnnData } from "cellmill/anndata";
import { LocalCluster } from "cellmill/exec";
import { highlyVariableGenes, log1p, normalizeTotal, pca } from "cellmill/pp";
import { Experiment } from "cellmill/soma";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSample } from "../../src/sample/index.js";
import { oraclePython } from "../oracle/python.js";

const FILTER = 'tissue_general == "liver" and is_primary_data == True';

const ARRAYS = new Set(["means", "dispersions", "exactMeans", "exactDispersions", "variance", "PCs", "XPca"]);

interface Truth {
  nObs: number;
  means: Float64Array;
  dispersions: Float64Array;
  /** The same in float64 throughout, where Scanpy rounds to float32. */
  exactMeans: Float64Array;
  exactDispersions: Float64Array;
  highlyVariable: number[];
  variance: Float64Array;
  PCs: Float64Array;
  XPca: Float64Array;
  valueCounts: Record<string, number>;
}

let folder: string;
let truth: Truth;
let cluster: LocalCluster;
let adata: AnnData;
let scores: Float32Array | Float64Array;

/** The original pipeline's results on the store. */
function scanpyPipeline(store: string): Truth {
  const script = fileURLToPath(new URL("../oracle/scanpy_pipeline.py", import.meta.url));
  const text = execFileSync(oraclePython(), [script, store, FILTER], { encoding: "utf8", maxBuffer: 2 ** 28 });
  return JSON.parse(text, (key, value) => {
    if (typeof value !== "string" || !ARRAYS.has(key)) return value;
    const bytes = Buffer.from(value, "base64");
    return new Float64Array(new Uint8Array(bytes).buffer);
  });
}

/** Largest |a − b| / |b|; NaN equals NaN. */
function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(b[i]!)) expect(a[i]).toBeNaN();
    else worst = Math.max(worst, Math.abs(a[i]! - b[i]!) / Math.max(Math.abs(b[i]!), 1e-12));
  }
  return worst;
}

/** |cosine| of column `c` of two row-major matrices with `width` columns. */
function columnCosine(a: ArrayLike<number>, b: ArrayLike<number>, width: number, c: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = c; i < a.length; i += width) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return Math.abs(ab) / Math.sqrt(aa * bb);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-pipeline-"));
  const store = join(folder, "experiment");
  await writeSample(store, { cells: 6000, genes: 3000, seed: 11 });
  truth = scanpyPipeline(store);
  cluster = await LocalCluster.start({ nWorkers: 2 });
  const experiment = await Experiment.open(store);
  const query = experiment.axisQuery("RNA", { obsQuery: { valueFilter: FILTER } });
  adata = await query.toAnnData("raw", { executor: cluster });
  normalizeTotal(adata);
  log1p(adata);
  await highlyVariableGenes(adata);
  await pca(adata);
  scores = (await adata.obsm.get("X_pca").compute()).data;
}, 300_000);

afterAll(async () => {
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the tutorial's pipeline against tiledbsoma, Dask and Scanpy on one store", () => {
  it("selects the same cells", () => {
    expect(adata.nObs).toBe(truth.nObs);
    const counts = adata.obs.column("cell_type").valueCounts();
    expect(Object.fromEntries(counts.index.map((name, i) => [name, counts.counts[i]]))).toEqual(truth.valueCounts);
  });

  it("finds the same highly variable genes", () => {
    const mask = Array.from(adata.var.column("highly_variable").values() as ArrayLike<number | boolean>, Boolean);
    expect(mask.flatMap((on, i) => (on ? [i] : []))).toEqual(truth.highlyVariable);
  });

  it("computes means and dispersions within 1e-5 of their float64 values", () => {
    const means = adata.var.column("means").values() as Float64Array;
    const dispersions = adata.var.column("dispersions").values() as Float64Array;
    expect(relativeError(means, truth.exactMeans)).toBeLessThan(1e-5);
    expect(relativeError(dispersions, truth.exactDispersions)).toBeLessThan(1e-5);
    expect(relativeError(means, truth.means)).toBeLessThan(1e-5);
    // Dispersions are logarithms of variance / mean. Dask rounds the squares to float32, which moves that ratio.
    expect(relativeError(dispersions.map(Math.exp), truth.dispersions.map(Math.exp))).toBeLessThan(3e-4);
  });

  it("computes the same components", async () => {
    const { variance } = adata.uns.get("pca") as { variance: Float32Array };
    expect(relativeError(variance, truth.variance)).toBeLessThan(5e-5);
    const loadings = (await adata.varm.get("PCs").compute()).data;
    for (let c = 0; c < 50; c++) {
      const value = truth.variance[c]!;
      const gap = Math.min(
        c === 0 ? 1 : (truth.variance[c - 1]! - value) / value,
        c === 49 ? 0 : (value - truth.variance[c + 1]!) / value,
      );
      // Where two eigenvalues nearly coincide, only the plane of their components is determined.
      if (gap <= 1e-3) continue;
      expect(columnCosine(loadings, truth.PCs, 50, c)).toBeGreaterThan(0.9999);
      expect(columnCosine(scores, truth.XPca, 50, c)).toBeGreaterThan(0.9999);
    }
  });
});
