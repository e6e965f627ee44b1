import { expect, it } from "vitest";
import { runBench } from "./hvg-pca.mjs";

it("runs the engine's bench on a small matrix", async () => {
  const result = await runBench({ cells: 600, genes: 500, perCell: 60, workers: 2, nTopGenes: 100 });
  expect(result.nnz).toBeGreaterThan(15_000);
  expect(result.kept).toBeGreaterThanOrEqual(100);
  expect(result.scores).toEqual([600, 50]);
  expect(result.variance).toBeGreaterThan(0);
  expect(Object.keys(result.seconds)).toEqual(["highlyVariableGenes", "pca", "X_pca"]);
});
