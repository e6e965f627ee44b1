import { describe, expect, it } from "vitest";
import { describeUri } from "../../src/soma/index.js";
import { unpackExperiment } from "./golden-experiment.js";

const root = unpackExperiment();

describe("describeUri", () => {
  it("shows an experiment all the way down: shapes, counts, types, categories, filters", async () => {
    const lines = (await describeUri(root)).replaceAll(root, "URI").split("\n");
    expect(lines[0]).toBe("URI: Experiment, 2 items");
    expect(lines.filter((line) => /^ *\w+: /.test(line) && !line.startsWith("URI"))).toEqual([
      "  ms: Collection, 1 item",
      "    RNA: Measurement, 3 items",
      "      X: Collection, 1 item",
      "        raw: SparseNDArray, 300 × 200",
      "      obsm: Collection, 2 items",
      "        X_pca: DenseNDArray, 300 × 3",
      "        X_umap: SparseNDArray, 300 × 2",
      "      var: DataFrame, 200 rows × 5 columns",
      "  obs: DataFrame, 300 rows × 15 columns",
    ]);
    const find = (name: string): string => lines.find((line) => line.trimStart().startsWith(`${name} `))!.trim();
    expect(find("stage")).toMatch(/^stage +int8 code +3 categories of string_utf8, ordered, nullable/);
    expect(find("soma_dim_1")).toMatch(/^soma_dim_1 +int64 +dimension, 0 … 199, tile 2048, \[zstd/);
    expect(lines.some((line) => line.trim() === "sparse, format 22, 6000 stored cells")).toBe(true);
  });

  it("shows one array, and says when there is nothing", async () => {
    expect(await describeUri(`${root}/ms/RNA/X/raw`)).toMatch(/raw: SparseNDArray, 300 × 200\n {2}sparse, format 22/);
    await expect(describeUri(`${root}/nope`)).rejects.toThrow(/neither a TileDB array nor a group. Check the URI/);
  });

  it("shows what is no SOMA object as the TileDB object that it is", async () => {
    const before = await describeUri(root, { timestamp: 1 });
    expect(before).toMatch(/: TileDB group, 0 items$/);
  });
});
