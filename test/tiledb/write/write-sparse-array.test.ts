import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../../src/core/index.js";
import { openArray, openGroup } from "../../../src/tiledb/index.js";
import {
  attribute,
  type CellBatch,
  createSparseArray,
  dimension,
  pipeline,
  rle,
  type SparseArraySpec,
  sparseArraySpec,
  writeGroup,
  writeMetadata,
  writeSparseArray,
  zstd,
} from "../../../src/tiledb/write/index.js";
import { withTemporaryFolder } from "./temporary-folder.js";

function plane(options: { allowsDuplicates?: boolean; capacity?: number } = {}): SparseArraySpec {
  const axes = ["x", "y"].map((name) => dimension(name, "int64", [0n, 99n], 10n));
  return sparseArraySpec(axes, [attribute("v", "int32")], options);
}

function cells(coords: readonly (readonly [number, number])[]): CellBatch {
  return new Map([
    ["x", { values: Int32Array.from(coords, ([x]) => x) }],
    ["y", { values: Int32Array.from(coords, ([, y]) => y) }],
    ["v", { values: Int32Array.from(coords, (_, i) => i) }],
  ]);
}

describe("writeSparseArray", () => {
  it.each([
    [
      "within one space tile",
      [
        [0, 5],
        [0, 4],
      ],
    ],
    [
      "between space tiles",
      [
        [0, 10],
        [1, 1],
      ],
    ],
  ] as const)("refuses cells that are out of global order %s", async (_where, coords) => {
    await withTemporaryFolder(async (folder) => {
      const wrong = writeSparseArray(join(folder, "a"), plane(), [cells([[0, 0], ...coords])]);
      await expect(wrong).rejects.toThrow("cell 2: expected cells in global order, got a cell that belongs before");
      expect(await (await openArray(join(folder, "a"))).cellCount()).toBe(0);
    });
  });

  it("refuses disorder across the border of two tiles and batches", async () => {
    await withTemporaryFolder(async (folder) => {
      const batches = [
        cells([
          [0, 1],
          [0, 2],
        ]),
        cells([[0, 0]]),
      ];
      const wrong = writeSparseArray(join(folder, "a"), plane({ capacity: 2 }), batches);
      await expect(wrong).rejects.toThrow("cell 2: expected cells in global order");
    });
  });

  it("takes row-major cells of the next space tile after the last of this one", async () => {
    await withTemporaryFolder(async (folder) => {
      await writeSparseArray(join(folder, "a"), plane(), [
        cells([
          [0, 9],
          [9, 0],
          [0, 10],
        ]),
      ]);
      const columns = await (await openArray(join(folder, "a"))).read();
      expect([...columns.get("x")!.values]).toEqual([0n, 9n, 0n]);
    });
  });

  it("keeps duplicates where they are allowed and refuses them where they are not", async () => {
    await withTemporaryFolder(async (folder) => {
      const twice = cells([
        [3, 3],
        [3, 3],
      ]);
      await writeSparseArray(join(folder, "many"), plane({ allowsDuplicates: true }), [twice]);
      expect(await (await openArray(join(folder, "many"))).cellCount()).toBe(2);
      const refused = writeSparseArray(join(folder, "one"), plane({ allowsDuplicates: false }), [twice]);
      await expect(refused).rejects.toThrow("cell 1: expected cells in global order without duplicates");
    });
  });

  it.each([
    ["a column is missing", new Map([...cells([[0, 0]])].slice(1)), 'no column "x"'],
    [
      "columns differ in length",
      new Map([...cells([[0, 0]]), ["v", { values: new Int32Array(2) }]]),
      "expected 2 cells",
    ],
    [
      "values have another type",
      new Map([...cells([[0, 0]]), ["v", { values: new Float64Array(1) }]]),
      "expected int32, got Float64Array",
    ],
  ])("says so when %s", async (_what, batch, message) => {
    await withTemporaryFolder(async (folder) => {
      const error = await writeSparseArray(join(folder, "a"), plane(), [batch]).catch((caught: unknown) => caught);
      expect(isCellmillError(error, "ShapeError")).toBe(true);
      expect((error as Error).message).toContain(message);
    });
  });

  it("shows nothing before it is closed", async () => {
    await withTemporaryFolder(async (folder) => {
      const uri = join(folder, "a");
      const writer = await createSparseArray(uri, plane({ capacity: 1 }));
      await writer.append(
        cells([
          [0, 0],
          [0, 1],
        ]),
      );
      expect(await (await openArray(uri)).cellCount()).toBe(0);
      await writer.close();
      expect(await (await openArray(uri)).cellCount()).toBe(2);
    });
  });

  it("stops at an aborted signal", async () => {
    await withTemporaryFolder(async (folder) => {
      const stopped = writeSparseArray(
        join(folder, "a"),
        plane(),
        [cells([[0, 0]])],
        {},
        { signal: AbortSignal.abort() },
      );
      await expect(stopped).rejects.toMatchObject({ tag: "AbortError" });
    });
  });

  it("makes equal files for equal cells when names are given", async () => {
    await withTemporaryFolder(async (folder) => {
      let next = 0;
      const uuid = (): string => `${next++}`.padStart(32, "0");
      await writeSparseArray(join(folder, "a"), plane(), [cells([[0, 0]])], {}, { timestamp: 5, uuid });
      expect(readdirSync(join(folder, "a", "__fragments"))).toEqual([`__5_5_${"1".padStart(32, "0")}_22`]);
    });
  });

  it("refuses what it cannot write by name", async () => {
    expect(() => dimension("d", "float64", [0, 1], 1)).toThrow("dimension of type float64 cannot be written");
    expect(() => attribute("a", "string_ascii")).toThrow("attribute of type string_ascii cannot be written");
    await withTemporaryFolder(async (folder) => {
      const axis = dimension("x", "int64", [0n, 99n], 10n, pipeline({ id: 7, name: "bit_width_reduction" }));
      const array = sparseArraySpec([axis], [attribute("v", "int32")]);
      await expect(writeSparseArray(join(folder, "a"), array, [cells([[0, 0]])])).rejects.toMatchObject({
        tag: "UnsupportedFeatureError",
        message: expect.stringContaining("bit_width_reduction"),
      });
      const late = sparseArraySpec(
        [dimension("x", "int64", [0n, 9n], 1n)],
        [attribute("v", "int32", { filters: pipeline({ id: 9, name: "byteshuffle" }, rle(), zstd()) })],
      );
      await expect(writeSparseArray(join(folder, "b"), late, [cells([[0, 0]])])).rejects.toThrow(
        "first of its pipeline",
      );
    });
    await expect(writeSparseArray("s3://bucket/a", plane(), [])).rejects.toThrow("only local folders can be written");
    const nameless = () => sparseArraySpec([], [attribute("a", "int8", { enumeration: "e" })]);
    expect(nameless).toThrow('attribute "a" names an enumeration that is not given');
  });
});

describe("writeGroup and writeMetadata", () => {
  it("write a group that opens with its members and every kind of value", async () => {
    await withTemporaryFolder(async (folder) => {
      const uri = join(folder, "group");
      await writeSparseArray(join(uri, "cells"), plane(), []);
      const members = [
        { name: "cells", type: "array" as const },
        { name: "more", type: "group" as const },
      ];
      await writeGroup(uri, members, { text: "naïve", empty: "" }, { timestamp: 10 });
      await writeMetadata(uri, { count: 7n, ratio: 0.5, flag: true }, { timestamp: 20 });
      const group = await openGroup(uri);
      expect([...group.members.values()].map(({ name, type }) => [name, type])).toEqual([
        ["cells", "array"],
        ["more", "group"],
      ]);
      expect(group.members.get("cells")!.uri).toContain("group/cells");
      const { metadata } = group;
      expect(["text", "empty", "count", "ratio"].map((key) => metadata.get(key))).toEqual(["naïve", "", 7n, 0.5]);
      expect(Number(metadata.get("flag"))).toBe(1);
      expect(existsSync(join(uri, "__tiledb_group.tdb"))).toBe(true);
      expect((await openGroup(uri, { timestamp: 15 })).metadata.has("count")).toBe(false);
    });
  });

  it.each(["", "a b", "../a", "__meta", "a/b"])("refuse the member name %j", async (name) => {
    await withTemporaryFolder(async (folder) => {
      const members = [{ name, type: "array" as const }];
      await expect(writeGroup(join(folder, "g"), members)).rejects.toMatchObject({ tag: "OptionError" });
    });
  });
});
