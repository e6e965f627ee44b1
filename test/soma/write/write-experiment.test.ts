import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  booleanCells,
  categoricalCells,
  createDataFrame,
  stringCells,
  writeDataFrame,
  writeExperiment,
  writeSparseNDArray,
} from "../../../src/soma/write/index.js";
import { openArray, openGroup } from "../../../src/tiledb/index.js";
import { withTemporaryFolder } from "../../tiledb/write/temporary-folder.js";

const KINDS = ["a", "b"];

async function writeSmall(uri: string, formatVersion: 21 | 22): Promise<void> {
  const obs = {
    spec: {
      length: 3,
      columns: [
        { name: "kind", type: "categorical" as const, categories: KINDS, ordered: true },
        { name: "label", type: "string_utf8" as const },
        { name: "is_primary_data", type: "bool" as const },
        { name: "total", type: "float64" as const, nullable: false },
      ],
      metadata: { study: "small" },
    },
    cells: new Map([
      ["kind", categoricalCells([1, -1, 0], KINDS)],
      ["label", stringCells(["é", null, ""])],
      ["is_primary_data", booleanCells([true, null, false])],
      ["total", { values: Float64Array.of(1.5, 2, 3) }],
    ]),
  };
  const vars = {
    spec: { length: 2, columns: [{ name: "feature_id", type: "string_utf8" as const }] },
    cells: new Map([["feature_id", stringCells(["g0", "g1"])]]),
  };
  const values = { coords: [Int32Array.of(0, 2), Int32Array.of(1, 0)], values: Float32Array.of(4, 5) };
  const X = { raw: { spec: { shape: [3, 2] }, cells: [values] } };
  await writeExperiment(uri, { obs, ms: { RNA: { var: vars, X } } }, { formatVersion });
}

describe("writeExperiment", () => {
  it.each([21, 22] as const)("writes the SOMA objects with types, members and values in format %i", async (version) => {
    await withTemporaryFolder(async (folder) => {
      await writeSmall(folder, version);
      const objects: [string, string, string[]][] = [
        ["", "SOMAExperiment", ["ms", "obs"]],
        ["ms", "SOMACollection", ["RNA"]],
        ["ms/RNA", "SOMAMeasurement", ["X", "var"]],
        ["ms/RNA/X", "SOMACollection", ["raw"]],
      ];
      for (const [path, type, members] of objects) {
        const group = await openGroup(join(folder, path));
        expect([...group.members.keys()].sort()).toEqual(members);
        expect(group.metadata.get("soma_object_type")).toBe(type);
        expect(group.metadata.get("soma_encoding_version")).toBe("1.1.0");
      }
      const obs = await openArray(join(folder, "obs"));
      expect(obs.schema.version).toBe(version);
      expect((await obs.metadata()).get("study")).toBe("small");
      const columns = await obs.read();
      expect([...columns.get("kind")!.values]).toEqual([1, -1, 0]);
      expect([...columns.get("kind")!.validity!]).toEqual([1, 0, 1]);
      expect(await obs.enumeration("kind_U")).toMatchObject({ values: KINDS, ordered: true });
      expect([...columns.get("label")!.offsets!]).toEqual([0, 2, 2, 2]);
      expect([...columns.get("label")!.validity!]).toEqual([1, 0, 1]);
      expect([...columns.get("is_primary_data")!.values]).toEqual([1, 0, 0]);
      expect(columns.get("total")!.validity).toBeUndefined();
      const x = await (await openArray(join(folder, "ms/RNA/X/raw"))).read();
      expect([...x.get("soma_dim_0")!.values]).toEqual([0n, 2n]);
      expect([...x.get("soma_data")!.values]).toEqual([4, 5]);
    });
  });

  it("stores the shape as current domain in format 22 and as domain in 21", async () => {
    await withTemporaryFolder(async (folder) => {
      for (const formatVersion of [21, 22] as const) {
        await writeSmall(join(folder, `${formatVersion}`), formatVersion);
      }
      const [old, current] = await Promise.all(
        ["21", "22"].map((name) => openArray(join(folder, name, "ms/RNA/X/raw"))),
      );
      expect(old!.schema.dimensions.map(({ domain, tileExtent }) => [domain, tileExtent])).toEqual([
        [[0n, 2n], 3n],
        [[0n, 1n], 2n],
      ]);
      expect(old!.schema.currentDomain).toBeUndefined();
      expect(current!.schema.currentDomain).toEqual([
        [0n, 2n],
        [0n, 1n],
      ]);
      expect(current!.schema.dimensions[0]).toMatchObject({ domain: [0n, 2n ** 63n - 2050n], tileExtent: 2048n });
    });
  });

  it.each([
    [127, "int8"],
    [128, "int16"],
    [32_768, "int32"],
  ])("stores the codes of %i categories as %s", async (count, type) => {
    await withTemporaryFolder(async (folder) => {
      const categories = Array.from({ length: count }, (_, i) => `c${i}`);
      const spec = { length: 2, columns: [{ name: "k", type: "categorical" as const, categories }] };
      const cells = new Map([["k", categoricalCells([count - 1, 0], categories)]]);
      await writeDataFrame(folder, spec, cells);
      const array = await openArray(folder);
      expect(array.schema.attributes[0]!.type).toBe(type);
      expect([...(await array.read()).get("k")!.values]).toEqual([count - 1, 0]);
      expect(((await array.enumeration("k_U")).values as string[]).at(-1)).toBe(`c${count - 1}`);
    });
  });

  it("takes join ids that are given, and counts them where they are not", async () => {
    await withTemporaryFolder(async (folder) => {
      const spec = { length: 10, columns: [{ name: "v", type: "int32" as const }] };
      const values = { values: Int32Array.of(5, 6) };
      const ids = { values: Int32Array.of(3, 8) };
      await writeDataFrame(
        folder,
        spec,
        new Map([
          ["soma_joinid", ids],
          ["v", values],
        ]),
      );
      expect([...(await (await openArray(folder)).read()).get("soma_joinid")!.values]).toEqual([3n, 8n]);
    });
  });

  it("refuses what does not fit", async () => {
    expect(() => categoricalCells([2], KINDS)).toThrow("category code of row 0: expected −1 to 1, got 2");
    await withTemporaryFolder(async (folder) => {
      const reserved = { length: 1, columns: [{ name: "soma_x", type: "int32" as const }] };
      await expect(createDataFrame(join(folder, "a"), reserved)).rejects.toMatchObject({ tag: "OptionError" });
      await expect(createDataFrame(join(folder, "b"), { length: 0, columns: [] })).rejects.toThrow("positive integer");
      const flat = { coords: [Int32Array.of(0)], values: Float32Array.of(1) };
      const wrong = writeSparseNDArray(join(folder, "c"), { shape: [1, 1] }, [flat]);
      await expect(wrong).rejects.toThrow("coordinates: expected 2 arrays, got 1");
    });
  });
});
