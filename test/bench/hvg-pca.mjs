// HVG, PCA and X_pca on synthetic counts in memory, split by step: the engine without any store.
//   node test/bench/hvg-pca.mjs [cells=20000] [genes=61888] [perCell=2000] [workers=2] [nTopGenes=1500]
import { fileURLToPath } from "node:url";
import { AnnData, exec, matrix, pp } from "./built.mjs";

/** Counts with few genes in many cells and many in few, as sequencing gives them; 8 kinds of cells differ in 1 % of genes. */
export function syntheticCounts(nObs, nVars, perCell, seed = 1) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // Detection rates fall geometrically; those of a kind's own genes are tripled.
  const rate = Float64Array.from({ length: nVars }, () => random() ** 6);
  const scale = perCell / rate.reduce((a, b) => a + b, 0);
  const kinds = Array.from({ length: 8 }, () => rate.map((r) => Math.min(0.98, r * scale * (random() < 0.01 ? 3 : 1))));
  const samples = kinds.map((rates) => {
    const cumulative = new Float64Array(nVars + 1);
    rates.forEach((r, gene) => {
      cumulative[gene + 1] = cumulative[gene] + r;
    });
    return cumulative;
  });
  const indptr = new Int32Array(nObs + 1);
  const indices = new Int32Array(Math.ceil(nObs * perCell * 1.6));
  const data = new Float32Array(indices.length);
  let at = 0;
  for (let cell = 0; cell < nObs; cell++) {
    // Systematic sampling along the cumulated rates: one pass over the drawn genes only.
    const cumulative = samples[cell % 8];
    const step = 0.7 + 0.6 * random();
    let gene = 0;
    for (
      let place = step * random();
      place < cumulative[nVars] && at < indices.length;
      place += step * (0.5 + random())
    ) {
      while (cumulative[gene + 1] <= place) gene++;
      if (at > indptr[cell] && indices[at - 1] === gene) {
        data[at - 1]++;
        continue;
      }
      indices[at] = gene;
      data[at++] = random() < 0.66 ? 1 : 1 + Math.floor(-Math.log(1 - random()) * 4);
    }
    indptr[cell + 1] = at;
  }
  return { shape: [nObs, nVars], indptr, indices: indices.subarray(0, at), data: data.subarray(0, at) };
}

/** Seconds of each step, and what was computed. */
export async function runBench({ cells, genes, perCell, workers, nTopGenes }) {
  const csr = syntheticCounts(cells, genes, perCell);
  const cluster = await exec.LocalCluster.start({ nWorkers: workers });
  const adata = new AnnData({ X: matrix.LazyMatrix.fromCsr(csr, { executor: cluster }) });
  const seconds = {};
  const timed = async (step, work) => {
    const start = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - start) / 1000;
    return result;
  };
  pp.normalizeTotal(adata);
  pp.log1p(adata);
  await timed("highlyVariableGenes", () => pp.highlyVariableGenes(adata, { nTopGenes }));
  await timed("pca", () => pp.pca(adata));
  const scores = await timed("X_pca", () => adata.obsm.get("X_pca").compute());
  await cluster.close();
  const kept = adata.var
    .column("highly_variable")
    .values()
    .reduce((sum, flag) => sum + flag, 0);
  const [variance] = adata.uns.get("pca").variance;
  return { nnz: csr.indptr[cells], kept, variance, scores: scores.shape, seconds, rssBytes: process.memoryUsage.rss() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [cells = 20_000, genes = 61_888, perCell = 2000, workers = 2, nTopGenes = 1500] = process.argv
    .slice(2)
    .map(Number);
  console.log(JSON.stringify(await runBench({ cells, genes, perCell, workers, nTopGenes }), null, 1));
}
