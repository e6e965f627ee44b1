import { describe, expect, it, vi } from "vitest";
import { booleanColumn, categoricalColumn, numericColumn, stringColumn, Table } from "../../src/frame/index.js";
import { embedding, type PcaPlotOptions, pca } from "../../src/pl/index.js";
import type { Plottable } from "../../src/pl/plottable.js";

/** Four cells with a column of each kind, two genes, `X_pca` (3 columns) and `X_umap` (2). */
function cells(): Plottable {
  const umap = { shape: [4, 2], data: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
  return {
    nObs: 4,
    obs: Table.fromColumns([
      categoricalColumn("cell_type", Int32Array.of(0, 1, 1, -1), ["B cell", "T cell"]),
      numericColumn("n_genes", BigInt64Array.of(5n, 7n, 6n, 9n)),
      stringColumn("batch", ["s10", "s2", null, "s2"]),
      stringColumn("barcode", ["a", "b", "c", "d"]),
      categoricalColumn("odd", Int32Array.of(0, 0, -1, -1), ["NA"]),
    ]),
    var: Table.fromColumns([stringColumn("feature_name", ["CD3D", "MS4A1"])], { index: ["ENSG1", "ENSG2"] }),
    uns: new Map(),
    obsm: new Map<string, unknown>([
      ["X_pca", { shape: [4, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }],
      ["X_umap", umap],
    ]),
    obsVector: async (key) => numericColumn(key, Float32Array.of(key === "ENSG2" ? 2 : 1, 0, 0, 3)),
  };
}

describe("pl.pca", () => {
  it("stores a text column as categorical, in natural order, with its colours", async () => {
    const adata = cells();
    const figure = await pca(adata, { color: "batch" });
    const column = adata.obs.column("batch");
    expect(column.kind === "categorical" && column.categories).toEqual(["s2", "s10"]);
    expect(adata.uns.get("batch_colors")).toEqual(["#1f77b4", "#ff7f0e"]);
    expect(figure.layout.panels[0]!.legend!.entries.map((entry) => entry.label)).toEqual(["s2", "s10", "NA"]);
    expect(adata.obs.column("barcode").kind).toBe("string");
  });

  it("leaves stored colours alone when there are enough", async () => {
    const adata = cells();
    const stored = ["gold", "#123456", "red"];
    adata.uns.set("cell_type_colors", stored);
    const figure = await pca(adata, { color: "cell_type" });
    expect(adata.uns.get("cell_type_colors")).toBe(stored);
    expect(figure.panels[0]!.color).toMatchObject({ colors: ["#ffd700", "#123456"] });
  });

  it("looks genes up by symbol", async () => {
    const figure = await pca(cells(), { color: "MS4A1", geneSymbols: "feature_name" });
    expect(figure.panels[0]!.title).toBe("MS4A1");
    expect(figure.panels[0]!.color).toMatchObject({ kind: "continuous", low: 0, high: 3 });
  });

  it("reads whole numbers of 64 bits", async () => {
    expect((await pca(cells(), { color: "n_genes" })).panels[0]!.color).toMatchObject({ low: 5, high: 9 });
  });

  it("computes a lazy X_pca, with the signal", async () => {
    const adata = cells();
    const { signal } = new AbortController();
    const matrix = { shape: [4, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const compute = vi.fn(async () => matrix);
    (adata.obsm as Map<string, unknown>).set("X_pca", { shape: [4, 2], compute });
    expect((await pca(adata, { signal })).panels[0]!.x).toEqual(Float32Array.of(1, 3, 5, 7));
    expect(compute).toHaveBeenCalledExactlyOnceWith({ signal });
  });

  it.each<[string, PcaPlotOptions, [string, string, string][]]>([
    ["a single pair", { components: "2,3" }, [["", "PC2", "PC3"]]],
    ["the same from 0", { dimensions: [1, 2] }, [["", "PC2", "PC3"]]],
    [
      "each colour with each pair",
      { color: ["cell_type", null], components: ["1,2", "1,3"] },
      [
        ["cell_type", "PC1", "PC2"],
        ["cell_type", "PC1", "PC3"],
        ["", "PC1", "PC2"],
        ["", "PC1", "PC3"],
      ],
    ],
    [
      "all pairs",
      { components: "all" },
      [
        ["", "PC1", "PC2"],
        ["", "PC1", "PC3"],
        ["", "PC2", "PC3"],
      ],
    ],
    [
      "one to one",
      {
        color: ["cell_type", "ENSG1"],
        dimensions: [
          [0, 1],
          [2, 0],
        ],
        title: ["kinds"],
      },
      [
        ["kinds", "PC1", "PC2"],
        ["ENSG1", "PC3", "PC1"],
      ],
    ],
  ])("makes panels of components: %s", async (_, options, expected) => {
    const { panels } = await pca(cells(), options);
    expect(panels.map((panel) => [panel.title, panel.xLabel, panel.yLabel])).toEqual(expected);
  });

  it("narrows axes beside a colour bar and scales points by size", async () => {
    const { panels, layout } = await pca(cells(), { color: "ENSG1", size: [1, 4, 9, 16], vmin: -1, vmax: "p50" });
    expect(panels[0]!.size).toEqual(Float32Array.of(1, 4, 9, 16));
    expect(panels[0]!.color).toMatchObject({ low: -1, high: 0.5 });
    expect(layout.panels[0]!.axes.width).toBeCloseTo(451.36, 5);
  });

  it("names only the truth values that occur, missing ones apart", async () => {
    const adata = cells();
    const column = booleanColumn("flag", Uint8Array.of(1, 1, 0, 1), Uint8Array.of(1, 1, 0, 1));
    adata.obs = adata.obs.withColumn("flag", column);
    const { panels } = await pca(adata, { color: "flag" });
    expect(panels[0]!.color).toMatchObject({ categories: ["True"], codes: Int32Array.of(0, 0, -1, 0) });
    expect(adata.uns.get("flag_colors")).toEqual(["#1f77b4"]);
  });

  it("leaves out frame, axis labels and legend when told to", async () => {
    const figure = await pca(cells(), { color: "cell_type", frameon: false, legendLoc: "none" });
    const [panel] = figure.layout.panels;
    expect([panel!.xLabel.text, panel!.yLabel.text, panel!.title.text, panel!.legend]).toEqual([
      "",
      "",
      "cell_type",
      undefined,
    ]);
    const svg = figure.toSvg();
    expect(svg).not.toContain("PC1");
    expect(svg).not.toContain('stroke="#000000"');
    expect(figure.toPlotly().data.every((trace) => trace["showlegend"] === false)).toBe(true);
  });

  it("wraps panels into rows of ncols and spaces them by wspace and hspace", async () => {
    const color = ["cell_type", "ENSG1", "n_genes"];
    const [a, b, c] = (await pca(cells(), { color, ncols: 2, wspace: 0, hspace: 0 })).layout.panels.map((p) => p.axes);
    expect([a!.y, c!.x]).toEqual([b!.y, a!.x]);
    // Neighbours touch, but for the share that legends and colour bars take.
    expect(b!.x - a!.x).toBeCloseTo(a!.width / 0.91, 6);
    expect(c!.y - a!.y).toBeCloseTo(a!.height, 6);
  });

  it("widens the grid for a legend that the next panel would hide, unless wspace is given", async () => {
    const adata = cells();
    const names = ["a cell type with a name that is long indeed", "T cell"];
    adata.obs = adata.obs.withColumn("long", categoricalColumn("long", Int32Array.of(0, 1, 0, 1), names));
    const gap = async (options: PcaPlotOptions): Promise<number> => {
      const [first, second] = (await pca(adata, options)).layout.panels;
      return second!.yLabel.x - second!.yLabel.fontSize - first!.legend!.textRight;
    };
    const color = ["long", "ENSG1"];
    expect(await gap({ color })).toBeGreaterThan(-5);
    expect(await gap({ color })).toBeLessThan(80);
    expect(await gap({ color, wspace: 0.137 })).toBeLessThan(-100);
  });

  it.each<[string, PcaPlotOptions | Record<string, unknown>, string, RegExp]>([
    ["an option spelt as in Python", { legend_loc: "none" }, "OptionError", /legend_loc.*Did you mean legendLoc/],
    ["an unknown option", { colour: "x" }, "OptionError", /Did you mean color/],
    ["an unknown legend place", { legendLoc: "upper left" }, "OptionError", /"on data"/],
    ["an unknown colour", { color: "cel_type" }, "ColumnError", /Did you mean cell_type/],
    ["a gene by symbol, naming the option", { color: "CD3D" }, "ColumnError", /geneSymbols: "feature_name"/],
    ["an unknown symbol", { color: "CD3E", geneSymbols: "feature_name" }, "ColumnError", /Did you mean CD3D/],
    ["an unknown symbols column", { color: "CD3D", geneSymbols: "feature_nam" }, "ColumnError", /feature_name/],
    ["texts that all differ", { color: "barcode" }, "UnsupportedFeatureError", /barcode/],
    ["a component that is not there", { components: "1,4" }, "OptionError", /from 1 to 3/],
    ["components that are no pair", { components: "1" }, "OptionError", /"1,2"/],
    ["components with dimensions", { components: "1,2", dimensions: [0, 1] }, "OptionError", /exclude/],
    [
      "lists that do not match",
      {
        color: ["ENSG1", "ENSG2", null],
        dimensions: [
          [0, 1],
          [1, 2],
        ],
      },
      "OptionError",
      /3 colours and 2 pairs/,
    ],
    ["an unknown group", { color: "cell_type", groups: "T cel" }, "ColumnError", /Did you mean T cell/],
    ["sizes of another length", { size: [1, 2] }, "ShapeError", /4 \(n_obs\).*got 2/],
    ["a percentile that is none", { color: "ENSG1", vmax: "99%" }, "OptionError", /"p99"/],
    ["limits upside down", { color: "ENSG1", vmin: 3, vmax: 1 }, "OptionError", /vmin is above vmax/],
    ["a category NA beside missing values", { color: "odd" }, "OptionError", /naInLegend: false/],
    ["a colour that is none", { naColor: "lightgry" }, "OptionError", /lightgray|lightgrey/],
    ["variance of a pca that has not run", { annotateVarExplained: true }, "ColumnError", /pp\.pca/],
  ])("refuses %s", async (_, options, tag, message) => {
    await expect(pca(cells(), options as PcaPlotOptions)).rejects.toMatchObject({
      tag,
      message: expect.stringMatching(message),
    });
  });

  it("names a category NA when the legend leaves missing values out", async () => {
    const { layout } = await pca(cells(), { color: "odd", naInLegend: false });
    expect(layout.panels[0]!.legend!.entries.map((entry) => entry.label)).toEqual(["NA"]);
  });

  it("says to run pp.pca when X_pca is missing", async () => {
    const adata = cells();
    (adata.obsm as Map<string, unknown>).delete("X_pca");
    await expect(pca(adata)).rejects.toMatchObject({
      tag: "ColumnError",
      message: expect.stringContaining("Run pp.pca(adata) first"),
    });
  });

  it("stops when its signal says so", async () => {
    await expect(pca(cells(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ tag: "AbortError" });
  });
});

describe("pl.embedding", () => {
  it.each([
    ["umap", "UMAP1"],
    ["X_umap", "UMAP1"],
  ])("draws the basis %s", async (basis, label) => {
    const { panels } = await embedding(cells(), basis, { color: "cell_type" });
    expect(panels[0]!.xLabel).toBe(label);
    expect(panels[0]!.x).toEqual(Float64Array.of(0, 2, 4, 6));
  });

  it("refuses a basis that is not there, with the nearest", async () => {
    await expect(embedding(cells(), "umpa")).rejects.toMatchObject({
      tag: "ColumnError",
      message: expect.stringContaining("Did you mean X_umap"),
    });
  });

  it("does not know pl.pca's own option", async () => {
    const options = { annotateVarExplained: true } as PcaPlotOptions;
    await expect(embedding(cells(), "pca", options)).rejects.toMatchObject({ tag: "OptionError" });
  });

  it("draws an object without cells", async () => {
    const adata = cells();
    const empty: Plottable = {
      ...adata,
      nObs: 0,
      obs: adata.obs.take(new Int32Array(0)),
      obsm: new Map([["X_pca", { shape: [0, 2], data: new Float32Array(0) }]]),
    };
    const figure = await embedding(empty, "pca", { color: ["cell_type", "n_genes"] });
    expect((await figure.toPng()).length).toBeGreaterThan(1000);
    expect(figure.toPlotly().data.length).toBeGreaterThan(0);
  });
});
