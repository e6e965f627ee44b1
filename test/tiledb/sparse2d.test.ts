import { readdirSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { loadKernels } from "../../src/kernels/index.js";
import { openArray, openSparse2d } from "../../src/tiledb/index.js";
import { attribute, dimension, pipeline, sparseArraySpec, writeSparseArray } from "../../src/tiledb/write/index.js";
import { countingStore } from "../io/counting-store.js";
import { goldenNames, goldenStore, loadGolden } from "./goldens.js";
import { withTemporaryFolder } from "./write/temporary-folder.js";

const matrices = goldenNames().filter((name) => name.startsWith("2d.sparse") && !name.includes("hilbert"));

describe("openSparse2d", () => {
  it.each(matrices)("reads rows of %s like the general reader", async (name) => {
    const golden = loadGolden(name);
    const array = await openArray(golden.name, { store: goldenStore(golden) });
    const reader = await openSparse2d(array);
    const last = reader.shape[0] - 1;
    for (const [low, high] of [
      [0, last],
      [3, 17],
      [8, 15],
      [0, 0],
      [2048, 2050],
      [last, last],
    ] as const) {
      if (low > last) continue;
      const cells = await reader.readRows(low, Math.min(high, last));
      const expected = await array.read({ ranges: { soma_dim_0: [[low, high]] }, layout: "global", int64: "number" });
      expect([...cells.rows.subarray(0, cells.length)]).toEqual([...expected.get("soma_dim_0")!.values]);
      expect([...cells.cols.subarray(0, cells.length)]).toEqual([...expected.get("soma_dim_1")!.values]);
      expect([...cells.values.subarray(0, cells.length)]).toEqual([...expected.get("soma_data")!.values]);
    }
  });

  it.each(matrices)("gives tiles of %s that pack to what its cells pack to", async (name) => {
    const golden = loadGolden(name);
    const reader = await openSparse2d(await openArray(golden.name, { store: goldenStore(golden) }));
    if (name === "2d.sparse.matrix.census") expect(reader.readTiles).toBeDefined();
    if (reader.readTiles === undefined) return;
    const [kernels, last] = [await loadKernels(), reader.shape[0] - 1];
    for (const [firstRow, high] of [
      [0, last],
      [3, 17],
      [8, 15],
      [last, last],
    ] as const) {
      const lastRow = Math.min(high, last);
      if (firstRow > lastRow) continue;
      const nRows = lastRow - firstRow + 1;
      const list = await reader.readTiles(firstRow, lastRow);
      const cells = await reader.readRows(firstRow, lastRow);
      expect(list.decode()).toEqual(cells);
      const packed = kernels.packTiles({ ...list, firstRow, lastRow, nRows }, reader.shape[1], 1024);
      expect(packed).toEqual(kernels.packCells({ ...cells, firstRow, nRows }, reader.shape[1], 1024));
    }
  });

  it("takes the shape from the current domain", async () => {
    const reader = await openSparse2d(await openArray("m", { store: goldenStore(loadGolden("2d.sparse.nodups")) }));
    expect(reader.shape).toEqual([40, 30]);
    expect(reader.rowTileExtent).toBe(8);
  });

  it("fetches only the tiles of the rows, and metadata once", async () => {
    const store = countingStore(goldenStore(loadGolden("2d.sparse.matrix.census")));
    const reader = await openSparse2d(await openArray("m", { store }));
    await reader.readRows(0, 99);
    const before = store.requests.length;
    const bytes = store.bytes;
    await reader.readRows(2048, 2100);
    expect(
      store.requests
        .slice(before)
        .map((request) => request.replace(/.*\/(\w+\.tdb) .*/, "$1"))
        .sort(),
    ).toEqual(["a0.tdb", "d0.tdb", "d1.tdb"]);
    const whole = [...loadGolden("2d.sparse.matrix.census").files.entries()]
      .filter(([key]) => /\/[ad]\d\.tdb$/.test(key))
      .reduce((sum, [, content]) => sum + content.length, 0);
    expect(store.bytes - bytes).toBeLessThan(whole * 0.8);
  });

  it.each([
    [-1, 3],
    [5, 4],
    [0.5, 3],
  ])("refuses the rows %d to %d", async (low, high) => {
    const reader = await openSparse2d(await openArray("m", { store: goldenStore(loadGolden("2d.sparse.nodups")) }));
    const error: unknown = await reader.readRows(low, high).catch((reason: unknown) => reason);
    expect(isCellmillError(error, "OptionError")).toBe(true);
  });

  it.each(["1d.sparse.zstd", "2d.dense.row", "1d.sparse.strings.none"])(
    "refuses %s, which is no sparse matrix",
    async (name) => {
      const array = await openArray("m", { store: goldenStore(loadGolden(name)) });
      const error: unknown = await openSparse2d(array).catch((reason: unknown) => reason);
      expect(isCellmillError(error, "UnsupportedFeatureError")).toBe(true);
    },
  );

  it("refuses rows outside the box that the R-tree gives for their tile", async () => {
    await withTemporaryFolder(async (folder) => {
      const plain = pipeline();
      const dims = [0, 1].map((d) => dimension(`soma_dim_${d}`, "int64", [0n, 99n], 10n, plain));
      const spec = sparseArraySpec(dims, [attribute("soma_data", "float32", { filters: plain })]);
      const write = async (name: string, firstRow: number): Promise<string> => {
        const cells = new Map([
          ["soma_dim_0", { values: Int32Array.of(firstRow, firstRow + 1) }],
          ["soma_dim_1", { values: Int32Array.of(4, 5) }],
          ["soma_data", { values: Float32Array.of(1, 2) }],
        ]);
        const uri = join(folder, name);
        await writeSparseArray(uri, spec, [cells]);
        return uri;
      };
      const rowsFile = (uri: string): string =>
        join(uri, "__fragments", readdirSync(join(uri, "__fragments"))[0]!, "d0.tdb");
      const [good, other] = [await write("good", 0), await write("other", 50)];
      await copyFile(rowsFile(other), rowsFile(good));
      const reader = await openSparse2d(await openArray(good));
      await expect(reader.readRows(0, 9)).rejects.toThrow(/rows of a tile: expected 0 to 1.*got 50 to 51/);
      // Who takes the tiles sees only that they cannot be used; decoding them says why.
      const list = await reader.readTiles!(0, 9);
      const kernels = await loadKernels();
      expect(kernels.packTiles({ ...list, firstRow: 0, lastRow: 9, nRows: 10 }, 100, 1024)).toBeUndefined();
      expect(() => list.decode()).toThrow(/rows of a tile/);
    });
  });
});
