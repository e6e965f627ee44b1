import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSample } from "../../src/sample/index.js";
import { openArray } from "../../src/tiledb/index.js";
import { withTemporaryFolder } from "../tiledb/write/temporary-folder.js";

/** Path and hash of every file below the folder. */
function fileHashes(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${relative(folder, path)} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`);
}

// Of the Census release of 2025-01-30, in order.
const OBS_COLUMNS =
  "soma_joinid dataset_id assay assay_ontology_term_id cell_type cell_type_ontology_term_id development_stage " +
  "development_stage_ontology_term_id disease disease_ontology_term_id donor_id is_primary_data observation_joinid " +
  "self_reported_ethnicity self_reported_ethnicity_ontology_term_id sex sex_ontology_term_id suspension_type tissue " +
  "tissue_ontology_term_id tissue_type tissue_general tissue_general_ontology_term_id raw_sum nnz raw_mean_nnz " +
  "raw_variance_nnz n_measured_vars";

describe("writeSample", () => {
  it("writes the Census's columns, and the sums in obs and var are those of X", async () => {
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "sample");
      const written = await writeSample(dir, { cells: 3_000, genes: 2_500, seed: 3 });
      const obs = await openArray(join(dir, "obs"));
      expect(["soma_joinid", ...obs.schema.attributes.map(({ name }) => name)].join(" ")).toBe(OBS_COLUMNS);
      const x = await openArray(join(dir, "ms/RNA/X/raw"));
      const cells = await x.read({ int64: "number" });
      const values = cells.get("soma_data")!.values as Float32Array;
      expect(values.length).toBe(written.nnz);
      const sums = new Float64Array(3_000);
      const rowNnz = new Float64Array(3_000);
      const geneNnz = new Float64Array(2_500);
      values.forEach((value, i) => {
        const row = Number(cells.get("soma_dim_0")!.values[i]);
        const gene = Number(cells.get("soma_dim_1")!.values[i]);
        sums[row] = sums[row]! + value;
        rowNnz[row] = rowNnz[row]! + 1;
        geneNnz[gene] = geneNnz[gene]! + 1;
        if (!(value >= 1 && Number.isInteger(value))) throw new Error(`count ${value}`);
      });
      const rows = await obs.read({ int64: "number" });
      expect([...rows.get("raw_sum")!.values]).toEqual([...sums]);
      expect([...rows.get("nnz")!.values]).toEqual([...rowNnz]);
      expect([...rows.get("raw_mean_nnz")!.values]).toEqual([...sums.map((sum, i) => sum / rowNnz[i]!)]);
      const genes = await (await openArray(join(dir, "ms/RNA/var"))).read({ int64: "number" });
      expect([...genes.get("nnz")!.values]).toEqual([...geneNnz]);
      const density = written.nnz / (3_000 * 2_500);
      expect(density).toBeGreaterThan(0.05);
      expect(density).toBeLessThan(0.25);
      const presence = await (await openArray(join(dir, "ms/RNA/feature_dataset_presence_matrix"))).cellCount();
      expect(presence).toBeGreaterThan(0.9 * 10 * 2_500);
      const primary = rows.get("is_primary_data")!.values as Uint8Array;
      expect(primary.reduce((sum, flag) => sum + flag, 0) / 3_000).toBeCloseTo(0.85, 2);
    });
  });

  it("writes equal bytes for equal arguments, other data for another seed", async () => {
    await withTemporaryFolder(async (folder) => {
      const paths = ["a", "b", "c"].map((name) => join(folder, name));
      const size = { cells: 150, genes: 300 };
      await writeSample(paths[0]!, { ...size, seed: 5 });
      await writeSample(paths[1]!, { ...size, seed: 5 });
      await writeSample(paths[2]!, { ...size, seed: 6 });
      const [first, again, other] = paths.map(fileHashes);
      expect(first!.length).toBeGreaterThan(100);
      expect(again).toEqual(first);
      expect(other!.filter((line) => first!.includes(line)).every((line) => !line.includes("/a0.tdb"))).toBe(true);
    });
  });

  // What the generator drew when it was written: a change here changes everybody's sample.
  it("draws the counts it has always drawn", async () => {
    await withTemporaryFolder(async (folder) => {
      await writeSample(join(folder, "s"), { cells: 100, genes: 1_000, seed: 1 });
      const cells = await (await openArray(join(folder, "s", "ms/RNA/X/raw"))).read();
      const hash = createHash("sha256");
      for (const name of ["soma_dim_0", "soma_dim_1", "soma_data"]) {
        const { values } = cells.get(name)!;
        hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      }
      expect(hash.digest("hex").slice(0, 16)).toBe("8baefc974d217679");
    });
  });

  it.each([
    [1, 1],
    [3, 40],
    [2_049, 5],
  ])("writes %i cells × %i genes", async (cells, genes) => {
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "s");
      const events: number[] = [];
      await writeSample(dir, { cells, genes, onProgress: ({ done }) => events.push(done) });
      expect(events.at(-1)).toBe(cells);
      expect(await (await openArray(join(dir, "obs"))).cellCount()).toBe(cells);
      expect(await (await openArray(join(dir, "ms/RNA/var"))).cellCount()).toBe(genes);
    });
  });

  it("refuses a folder that is not empty, replaces an experiment by force, and never anything else", async () => {
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "s");
      const size = { cells: 20, genes: 30 };
      mkdirSync(dir);
      await writeSample(dir, size);
      const before = fileHashes(dir);
      await expect(writeSample(dir, { ...size, seed: 2 })).rejects.toMatchObject({
        tag: "OptionError",
        message: expect.stringContaining("--force"),
      });
      expect(fileHashes(dir)).toEqual(before);
      await writeSample(dir, { ...size, seed: 2, force: true });
      expect(fileHashes(dir)).not.toEqual(before);
      const precious = join(folder, "precious");
      mkdirSync(precious);
      writeFileSync(join(precious, "thesis.txt"), "x");
      await expect(writeSample(precious, { ...size, force: true })).rejects.toThrow("a SOMA experiment to replace");
      await expect(writeSample(join(precious, "thesis.txt"), size)).rejects.toThrow("expected a folder, got a file");
      expect(readdirSync(precious)).toEqual(["thesis.txt"]);
      expect(readdirSync(folder).sort()).toEqual(["precious", "s"]);
    });
  });

  it("leaves nothing behind when it is stopped half-way", async () => {
    await withTemporaryFolder(async (folder) => {
      const controller = new AbortController();
      const stopped = writeSample(join(folder, "s"), {
        cells: 10_000,
        genes: 50,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(stopped).rejects.toMatchObject({ tag: "AbortError" });
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it.each([
    [{ cells: 0 }, "option cells"],
    [{ genes: 1.5 }, "option genes"],
    [{ seed: -1 }, "option seed"],
    [{ formatVersion: 23 as never }, "option formatVersion"],
    [{ cell: 5 } as never, 'unknown option "cell". Did you mean cells?'],
  ])("refuses %j", async (options, message) => {
    await expect(writeSample("/nowhere", options)).rejects.toThrow(message);
  });
});
