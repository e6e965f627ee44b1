import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { AnnData } from "../../src/anndata/index.js";
import { JUPYTER_DISPLAY } from "../../src/core/index.js";
import { booleanColumn, categoricalColumn, numericColumn, stringColumn, Table } from "../../src/frame/index.js";
import { DenseMatrix, LazyMatrix, LazyProjection } from "../../src/matrix/index.js";

// 4 × 3:  1 0 2 | 0 0 3 | 4 5 0 | 0 6 0
const matrix = (): LazyMatrix =>
  LazyMatrix.fromCsr({
    shape: [4, 3],
    indptr: Int32Array.of(0, 2, 3, 5, 6),
    indices: Int32Array.of(0, 2, 2, 0, 1, 1),
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });

function example(): AnnData {
  return new AnnData({
    X: matrix(),
    obs: Table.fromColumns(
      [
        categoricalColumn("cell_type", Int32Array.of(0, 1, 2, 0), ["a", "b", "c"]),
        categoricalColumn("batch", Int32Array.of(0, 1, 0, 1), ["x", "y"]),
        numericColumn("raw_sum", Float64Array.of(3, 3, 9, 6)),
      ],
      { index: ["c0", "c1", "c2", "c3"] },
    ),
    var: Table.fromColumns([stringColumn("feature_name", ["GA", "GB", "GC"])], { index: ["g0", "g1", "g2"] }),
    obsm: { X_pca: new DenseMatrix([4, 2], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7)) },
    varm: { PCs: new DenseMatrix([3, 1], Float64Array.of(7, 8, 9)) },
    uns: { cell_type_colors: ["red", "green", "blue"], batch_colors: ["only one"], hvg: { flavor: "seurat" } },
    layers: { counts: matrix() },
  });
}

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  warn.mockRestore();
});
const warnings = (): unknown[] => warn.mock.calls.map(([text]) => text);

describe("AnnData", () => {
  it("prints as anndata does, in text and in a notebook", () => {
    const adata = example();
    expect(adata.toString()).toBe(
      [
        "AnnData object with n_obs × n_vars = 4 × 3",
        "    obs: 'cell_type', 'batch', 'raw_sum'",
        "    var: 'feature_name'",
        "    uns: 'cell_type_colors', 'batch_colors', 'hvg'",
        "    obsm: 'X_pca'",
        "    varm: 'PCs'",
        "    layers: 'counts'",
      ].join("\n"),
    );
    const show = (adata as unknown as Record<symbol, () => unknown>)[JUPYTER_DISPLAY]!;
    expect(show.call(adata)).toEqual({ "text/plain": adata.toString() });
    expect(new AnnData({ X: matrix() }).toString()).toBe("AnnData object with n_obs × n_vars = 4 × 3");
    expect(adata.obsm.toString()).toBe("AxisArrays with keys: X_pca");
  });

  it("refuses parts that do not fit X, and unknown parts", () => {
    const X = matrix();
    const short = Table.fromColumns([], { nRows: 3 });
    expect(() => new AnnData({ X, obs: short })).toThrow("obs: shape: expected 4 rows, got 3");
    expect(() => new AnnData({ X, var: Table.fromColumns([], { nRows: 4 }) })).toThrow(/var: shape: expected 3 rows/);
    const dense = new DenseMatrix([3, 2], new Float32Array(6));
    expect(() => new AnnData({ X, obsm: { X_pca: dense } })).toThrow(
      'obsm["X_pca"]: shape: expected 4 rows, got 3 × 2',
    );
    expect(() => new AnnData({ X, raw: 1 } as never)).toThrow(/unknown option "raw"/);
    const adata = example();
    expect(() => adata.layers.set("half", X.subset(Int32Array.of(0)))).toThrow(/expected 4 × 3, got 1 × 3/);
    expect(() => {
      adata.obs = short;
    }).toThrow(/expected 4 rows/);
  });

  it.each([
    ["a mask of bytes", Uint8Array.of(1, 0, 1, 0), ["c0", "c2"]],
    ["a mask of booleans", [false, true, false, true], ["c1", "c3"]],
    ["positions", Int32Array.of(3, 0), ["c3", "c0"]],
    ["a list of positions", [2, 2], ["c2", "c2"]],
    ["names", ["c2", "c1"], ["c2", "c1"]],
    ["a range", { start: 1, end: 3 }, ["c1", "c2"]],
    ["an empty list", [], []],
  ])("subsets by %s, in the selector's order", async (_, obs, expected) => {
    const view = example().subset({ obs });
    expect([...view.obsNames]).toEqual(expected);
    expect(view.isView).toBe(true);
    expect(view.X.shape).toEqual([expected.length, 3]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a short mask", () => example().subset({ obs: Uint8Array.of(1) }), /subset obs: mask length: expected 4/],
    ["a position outside", () => example().subset({ var: [3] }), /subset var: position: expected 0 … 2, got 3/],
    ["an unknown name", () => example().subset({ obs: ["c9"] }), /no name "c9". Did you mean c0, c1, c2\?/],
    ["fractions", () => example().subset({ obs: [0.5] }), /expected a mask/],
    ["an unknown axis", () => example().subset({ cells: [0] } as never), /unknown option "cells"/],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it("shows in a view the rows and columns of every part, reading nothing before it is asked", async () => {
    const view = example().subset({ obs: [2, 0], var: ["g2", "g0"] });
    expect(view.shape).toEqual([2, 2]);
    const { indptr, indices, data } = await view.X.toCsr();
    expect([[...indptr], [...indices], [...data]]).toEqual([
      [0, 1, 3],
      [1, 0, 1],
      [4, 2, 1],
    ]);
    expect((await view.obsm.get("X_pca").compute()).data).toEqual(Float32Array.of(4, 5, 0, 1));
    expect((await view.varm.get("PCs").compute()).data).toEqual(Float64Array.of(9, 7));
    expect(view.layers.get("counts").shape).toEqual([2, 2]);
    expect(view.var.column("feature_name").get(0)).toBe("GC");
  });

  it("drops unused categories in a view and cuts their colours; colours of wrong number go", () => {
    const adata = example();
    const view = adata.subset({ obs: adata.obs.column("cell_type").isIn(["a", "c"]) });
    expect(view.obs.column("cell_type")).toMatchObject({ categories: ["a", "c"] });
    expect(view.uns.get("cell_type_colors")).toEqual(["red", "blue"]);
    expect(view.uns.has("batch_colors")).toBe(false);
    expect(adata.uns.get("cell_type_colors")).toEqual(["red", "green", "blue"]);
    expect(view.toString()).toMatch(/^View of AnnData object with n_obs × n_vars = 3 × 3\n/);
    expect(warnings()).toEqual([]);
  });

  it("resolves a view of a view to the root", async () => {
    const view = example()
      .subset({ obs: [3, 2, 1] })
      .subset({ obs: [2, 0], var: [1] });
    expect([...view.obsNames]).toEqual(["c1", "c3"]);
    expect((await view.obsm.get("X_pca").compute()).data).toEqual(Float32Array.of(2, 3, 6, 7));
    expect([...(await view.X.column(0))]).toEqual([0, 6]);
  });

  it.each<[string, (view: AnnData) => void, string]>([
    ["uns", (view) => view.uns.set("x", 1), "Trying to modify attribute `._uns` of view"],
    [
      "obs",
      (view) => {
        view.obs = view.obs.withColumn("new", booleanColumn("new", [true, true]));
      },
      "Trying to modify attribute `.obs` of view",
    ],
    [
      "var",
      (view) => {
        view.var = view.var.select([]);
      },
      "Trying to modify attribute `.var` of view",
    ],
    [
      "obsm",
      (view) => view.obsm.set("z", new DenseMatrix([2, 1], Float32Array.of(1, 2))),
      "Setting element `.obsm['z']` of view",
    ],
    ["obsm by deleting", (view) => view.obsm.delete("X_pca"), "Removing element `.obsm['X_pca']` of view"],
  ])(
    "copies a view when %s is written, with anndata's warning, and leaves the parent alone",
    async (_, write, message) => {
      const adata = example();
      const before = adata.toString();
      const view = adata.subset({ obs: ["c0", "c2"] });
      write(view);
      expect(view.isView).toBe(false);
      expect(warnings()).toEqual([`ImplicitModificationWarning: ${message}, initializing view as actual.`]);
      expect(view.toString()).toMatch(/^AnnData object with n_obs × n_vars = 2 × 3/);
      expect(adata.toString()).toBe(before);
      expect([...(await view.X.column(0))]).toEqual([1, 4]);
      write(view);
      expect(warnings()).toHaveLength(1);
    },
  );

  it("replaces a lazy result by its values once they are computed, seen from the object or from a view", async () => {
    const adata = example();
    let runs = 0;
    const lazy = (): LazyProjection =>
      new LazyProjection([4, 1], () => {
        runs++;
        return Promise.resolve(new DenseMatrix([4, 1], Float32Array.of(1, 2, 3, 4)));
      });
    adata.obsm.set("X_lazy", lazy());
    const view = adata.subset({ obs: [3, 1] });
    expect(adata.obsm.get("X_lazy").computed).toBeUndefined();
    expect((await view.obsm.get("X_lazy").compute()).data).toEqual(Float32Array.of(4, 2));
    expect(adata.obsm.get("X_lazy")).toBeInstanceOf(DenseMatrix);
    expect((await adata.obsm.get("X_lazy").compute()).data).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(view.isView).toBe(true);
    expect(runs).toBe(1);
  });

  it("keeps a later value when an older lazy one finishes", async () => {
    const adata = example();
    const lazy = new LazyProjection([4, 1], () => Promise.resolve(new DenseMatrix([4, 1], new Float32Array(4))));
    adata.obsm.set("k", lazy);
    adata.obsm.set("k", new DenseMatrix([4, 1], Float32Array.of(9, 9, 9, 9)));
    await lazy.compute();
    expect((await adata.obsm.get("k").compute()).data[0]).toBe(9);
  });

  it("subsets in place; earlier views keep showing what they showed", async () => {
    const adata = example();
    const view = adata.subset({ var: ["g2"] });
    adata.subsetInPlace({ var: [true, false, true] });
    expect(adata.isView).toBe(false);
    expect([...adata.varNames]).toEqual(["g0", "g2"]);
    expect((await adata.varm.get("PCs").compute()).data).toEqual(Float64Array.of(7, 9));
    expect([...(await adata.X.column(1))]).toEqual([2, 3, 0, 0]);
    expect([...(await view.X.column(0))]).toEqual([2, 3, 0, 0]);
    adata.uns.set("after", 1);
    expect(warnings()).toEqual([]);
  });

  it("gives obs columns and genes as vectors, and says the nearest names of what it does not have", async () => {
    const adata = example();
    expect([...(await adata.obsVector("raw_sum"))]).toEqual([3, 3, 9, 6]);
    expect([...(await adata.obsVector("g1"))]).toEqual([0, 0, 5, 6]);
    expect([...(await adata.obsVector("GC", { geneSymbols: "feature_name" }))]).toEqual([2, 3, 0, 0]);
    await expect(adata.obsVector("raw_summ")).rejects.toThrow(
      /no obs column and no gene "raw_summ". Did you mean raw_sum/,
    );
    expect(() => adata.obsm.get("X_pcs")).toThrow('obsm: no key "X_pcs". Did you mean X_pca?');
    adata.obs = adata.obs.withColumn("g1", numericColumn("g1", new Int32Array(4)));
    await expect(adata.obsVector("g1")).rejects.toThrow(/both an obs column and a gene/);
  });

  it("copies without sharing what can change", () => {
    const adata = example();
    const copy = adata.copy();
    copy.uns.set("new", 1);
    copy.obsm.delete("X_pca");
    expect(adata.uns.has("new")).toBe(false);
    expect(adata.obsm.has("X_pca")).toBe(true);
    expect(adata.subset({ obs: [0] }).copy().isView).toBe(false);
    expect(warnings()).toEqual([]);
  });

  it("makes categoricals of texts that repeat", () => {
    const adata = example();
    adata.obs = adata.obs
      .withColumn("donor", stringColumn("donor", ["d10", "d2", "d2", "d10"]))
      .withColumn("barcode", stringColumn("barcode", ["A", "B", "C", "D"]));
    adata.stringsToCategoricals();
    expect(adata.obs.column("donor")).toMatchObject({ kind: "categorical", categories: ["d2", "d10"] });
    expect(adata.obs.column("barcode").kind).toBe("string");
  });
});
