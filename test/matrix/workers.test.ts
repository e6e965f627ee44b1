import { afterAll, describe, expect, it } from "vitest";
import { type Executor, LocalCluster } from "../../src/exec/index.js";
import { LazyMatrix } from "../../src/matrix/index.js";
import { randomCsr } from "./random-csr.js";

const csr = randomCsr({ nObs: 5000, nVars: 260, seed: 21 });
const columns = Int32Array.from({ length: 200 }, (_, i) => i + 30);

async function results(executor?: Executor): Promise<object> {
  const source = LazyMatrix.fromCsr(csr, {
    stripeRows: 512,
    chunkSize: 512,
    ...(executor === undefined ? {} : { executor }),
  });
  const matrix = source.withOp({ kind: "normalizeTotal", targetSum: null }).withOp({ kind: "log1p", base: null });
  const moments = await matrix.columnMoments({ expm1: { kind: "expm1", factor: 1 } });
  const pcs = await matrix.principalComponents(columns, 20);
  const scores = await pcs.projection.compute();
  return {
    sum: moments.sum,
    sumOfSquares: moments.sumOfSquares,
    variance: pcs.variance,
    components: pcs.components,
    scores: scores.data,
    column: await matrix.subset(Int32Array.of(4999, 7, 7)).column(50),
  };
}

describe("passes on workers", () => {
  const clusters: LocalCluster[] = [];
  afterAll(() => Promise.all(clusters.map((cluster) => cluster.close())));

  it("give the same bits inline and for any number of workers", async () => {
    const inline = await results();
    for (const nWorkers of [1, 2, 4]) {
      const cluster = await LocalCluster.start({ nWorkers });
      clusters.push(cluster);
      expect(await results(cluster)).toEqual(inline);
    }
  }, 60_000);

  it("keep their stripes in the cluster's cache, which its memory limit bounds", async () => {
    const [cluster] = clusters;
    const matrix = LazyMatrix.fromCsr(csr, { executor: cluster!, stripeRows: 512 });
    expect(matrix.cache.budgetBytes).toBe(2 ** 30);
    await matrix.columnMoments();
    expect(matrix.cache.usedBytes).toBeGreaterThan(0);
  });

  it("stop when the signal fires, and the cluster goes on", async () => {
    const [cluster] = clusters;
    const matrix = LazyMatrix.fromCsr(csr, { executor: cluster!, stripeRows: 64, chunkSize: 64 });
    const controller = new AbortController();
    const pass = matrix.columnMoments({ signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(pass).rejects.toMatchObject({ tag: "AbortError" });
    expect((await matrix.rowTotals()).length).toBe(5000);
  });

  it("name an unknown kind of source", async () => {
    const [cluster] = clusters;
    const plain = LazyMatrix.fromCsr(csr);
    const source = { ...plain.source, spec: { kind: "parquet", id: "p" } };
    await expect(LazyMatrix.fromSource(source, { executor: cluster! }).rowTotals()).rejects.toThrow(
      /unknown matrix source "parquet".*csr, soma/,
    );
  });
});
