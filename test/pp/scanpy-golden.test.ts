import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../src/matrix/index.js";
import { highlyVariableGenes } from "../../src/pp/index.js";
import { checkHvg, checkNormalize, checkPca, loggedAdata, type ScanpyTruth } from "./scanpy-cases.js";

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/pp/${name}`, import.meta.url), "utf8")) as T;
}

function readCounts(): CsrMatrix {
  const stored = golden<{ shape: [number, number]; indptr: string; indices: string; data: string }>("counts.json");
  const bytes = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
  return {
    shape: stored.shape,
    indptr: new Int32Array(bytes(stored.indptr)),
    indices: Int32Array.from(new Uint16Array(bytes(stored.indices))),
    data: Float32Array.from(new Uint16Array(bytes(stored.data))),
  };
}

const counts = readCounts();
const truth = golden<ScanpyTruth>("scanpy.json");

describe("pp against Scanpy 1.11.0 (golden)", () => {
  it.each(Object.keys(truth.normalize))("normalizeTotal %s gives the same totals and values", async (name) => {
    await checkNormalize(counts, truth.normalize[name]!);
  });

  it.each(Object.keys(truth.hvg))("highlyVariableGenes %s gives the same table", async (name) => {
    await checkHvg(counts, truth.hvg[name]!);
  });

  it("highlyVariableGenes takes off a logarithm of another base", async () => {
    await checkHvg(counts, truth.hvg_base2, 2);
  });

  it("pca gives the same variances, loadings and scores", async () => {
    await checkPca(loggedAdata(counts), truth.pca);
  });

  it("writes var's columns in Scanpy's order and dtypes", async () => {
    const adata = loggedAdata(counts);
    expect(await highlyVariableGenes(adata, { batchKey: "batch" })).toBeUndefined();
    expect(adata.var.columns.map((column) => [column.name, column.dtype])).toEqual([
      ["highly_variable", "bool"],
      ["means", "float64"],
      ["dispersions", "float64"],
      ["dispersions_norm", "float32"],
      ["highly_variable_nbatches", "int64"],
      ["highly_variable_intersection", "bool"],
    ]);
    expect([...adata.uns]).toEqual([
      ["log1p", { base: null }],
      ["hvg", { flavor: "seurat" }],
    ]);
  });
});
