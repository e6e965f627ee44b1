import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { AnnData } from "../../src/anndata/index.js";
import { categoricalColumn, stringColumn, Table } from "../../src/frame/index.js";
import { DenseMatrix, LazyMatrix, LazyProjection } from "../../src/matrix/index.js";
import { pca } from "../../src/pl/index.js";

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => warn.mockRestore());

/** Six cells of three types, two genes, `X_pca` not computed yet. */
function atlas(): { adata: AnnData; compute: ReturnType<typeof vi.fn> } {
  const compute = vi.fn(
    async () =>
      new DenseMatrix(
        [6, 2],
        Float32Array.from({ length: 12 }, (_, i) => i),
      ),
  );
  const adata = new AnnData({
    X: LazyMatrix.fromCsr({
      shape: [6, 2],
      indptr: Int32Array.of(0, 1, 2, 2, 3, 4, 5),
      indices: Int32Array.of(0, 1, 0, 1, 0),
      data: Float32Array.of(1, 2, 3, 4, 5),
    }),
    obs: Table.fromColumns([
      categoricalColumn("cell_type", Int32Array.of(0, 1, 2, 0, 1, 2), ["B cell", "T cell", "monocyte"]),
      stringColumn("donor", ["d10", "d2", "d10", "d2", "d2", "d1"]),
    ]),
    var: Table.fromColumns([stringColumn("feature_name", ["CD3D", "LYZ"])], { index: ["0", "1"] }),
    obsm: { X_pca: new LazyProjection([6, 2], compute) },
    uns: { cell_type_colors: ["red", "green", "blue"] },
  });
  return { adata, compute };
}

describe("pl.pca of an AnnData object", () => {
  it("computes X_pca once and colours a gene from X", async () => {
    const { adata, compute } = atlas();
    const byGene = await pca(adata, { color: "LYZ", geneSymbols: "feature_name" });
    expect(byGene.panels[0]!.color).toMatchObject({ values: Float64Array.of(0, 2, 0, 0, 4, 0) });
    expect(byGene.panels[0]!.x).toEqual(Float32Array.of(0, 2, 4, 6, 8, 10));
    await pca(adata, { color: "cell_type" });
    expect(compute).toHaveBeenCalledOnce();
  });

  it("shows only a view's cells and categories, and makes it actual when colours are stored", async () => {
    const { adata } = atlas();
    const view = adata.subset({ obs: adata.obs.column("cell_type").isIn(["monocyte", "B cell"]) });
    const { panels, layout } = await pca(view, { color: "cell_type", palette: ["teal", "orange"] });
    expect(panels[0]!.x).toEqual(Float32Array.of(0, 4, 6, 10));
    expect(panels[0]!.size).toBe(30_000);
    expect(layout.panels[0]!.legend!.entries.map(({ label, color }) => [label, color])).toEqual([
      ["B cell", "#008080"],
      ["monocyte", "#ffa500"],
    ]);
    expect(view.uns.get("cell_type_colors")).toEqual(["#008080", "#ffa500"]);
    expect(view.isView).toBe(false);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^ImplicitModificationWarning: .*initializing view as actual/),
    );
    expect(adata.uns.get("cell_type_colors")).toEqual(["red", "green", "blue"]);
  });

  it("keeps the colours of a view's categories, and leaves the view a view when nothing is stored", async () => {
    const { adata } = atlas();
    const view = adata.subset({ obs: adata.obs.column("cell_type").isIn(["monocyte", "B cell"]) });
    const { panels } = await pca(view, { color: "cell_type" });
    expect(panels[0]!.color).toMatchObject({ colors: ["#ff0000", "#0000ff"] });
    expect(view.isView).toBe(true);
    expect(warn).not.toHaveBeenCalled();
  });

  it("makes a text column categorical", async () => {
    const { adata } = atlas();
    await pca(adata, { color: "donor" });
    const donor = adata.obs.column("donor");
    expect(donor.kind === "categorical" && donor.categories).toEqual(["d1", "d2", "d10"]);
  });

  it("refuses an unknown key with names from obs and var", async () => {
    const { adata } = atlas();
    await expect(pca(adata, { color: "donors" })).rejects.toMatchObject({
      tag: "ColumnError",
      message: expect.stringContaining("Did you mean donor?"),
    });
  });
});
