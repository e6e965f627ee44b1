import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../src/matrix/index.js";
import { randomCsr } from "../matrix/random-csr.js";
import { oraclePython } from "../oracle/python.js";
import { checkHvg, checkNormalize, checkPca, loggedAdata, type ScanpyTruth } from "./scanpy-cases.js";

function askScanpy({ shape, indptr, indices, data }: CsrMatrix): ScanpyTruth {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-pp-"));
  try {
    const pack = (values: Int32Array | Float32Array): string =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
    const file = join(folder, "matrix.json");
    writeFileSync(file, JSON.stringify({ shape, indptr: pack(indptr), indices: pack(indices), data: pack(data) }));
    const script = fileURLToPath(new URL("../oracle/scanpy_cases.py", import.meta.url));
    return JSON.parse(
      execFileSync(oraclePython(), [script, file], { encoding: "utf8", maxBuffer: 2 ** 28 }),
    ) as ScanpyTruth;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each([
  ["counts", { nObs: 400, nVars: 150, seed: 1 }],
  ["sparse counts with many empty cells", { nObs: 300, nVars: 400, seed: 2, density: 0.08, emptyEvery: 5 }],
  ["values that are not whole numbers", { nObs: 350, nVars: 120, seed: 3, density: 0.5, fractions: true }],
  ["more genes than cells", { nObs: 90, nVars: 700, seed: 4, density: 0.2 }],
])("pp against live Scanpy on random %s", (_, options) => {
  const csr = randomCsr(options);
  const truth = askScanpy(csr);

  it.each(Object.keys(truth.normalize))("normalizeTotal %s", async (name) => {
    await checkNormalize(csr, truth.normalize[name]!);
  });

  it.each(Object.keys(truth.hvg))("highlyVariableGenes %s", async (name) => {
    await checkHvg(csr, truth.hvg[name]!);
  });

  it("highlyVariableGenes of logarithms of base 2", async () => {
    await checkHvg(csr, truth.hvg_base2, 2);
  });

  it("pca", async () => {
    expect(truth.pca.genes.length).toBeGreaterThan(5);
    await checkPca(loggedAdata(csr), truth.pca);
  });
});
