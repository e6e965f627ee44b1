import { describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/core/index.js";
import { categoricalColumn, Table } from "../../src/frame/index.js";
import { type Figure, pca } from "../../src/pl/index.js";
import type { PlotlyTypedArray } from "../../src/pl/plotly-types.js";
import type { Plottable } from "../../src/pl/plottable.js";
import { golden, ourOptions, plottable } from "./golden.js";
import { readPng } from "./read-png.js";

const TUTORIAL = golden.cases["the tutorial's palette over ten cell types"]!;

const draw = (name: string): Promise<Figure> => {
  const example = golden.cases[name]!;
  return pca(plottable(example), ourOptions(example.options));
};

/** Cells in two far-apart clouds, `a` left and `b` right. */
function twoClouds(n: number): Plottable {
  const data = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? (i / 2) % 2 : (i * 7919) % 1000) * 10);
  const codes = Int32Array.from({ length: n }, (_, i) => i % 2);
  return {
    nObs: n,
    obs: Table.fromColumns([categoricalColumn("kind", codes, ["a", "b"])]),
    var: Table.fromColumns([], { nRows: 0 }),
    uns: new Map(),
    obsm: new Map([["X_pca", { shape: [n, 2], data }]]),
    obsVector: () => Promise.reject(new Error("no genes")),
  };
}

function decode({ dtype, bdata }: PlotlyTypedArray): number[] {
  expect(dtype).toBe("f4");
  const bytes = Buffer.from(bdata, "base64");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

describe("Figure in a notebook", () => {
  it("shows itself as Plotly, PNG and text through Jupyter.display", async () => {
    const figure = await pca(plottable(TUTORIAL), ourOptions(TUTORIAL.options));
    const display = (figure as unknown as Record<symbol, () => Promise<Record<string, unknown>>>)[JUPYTER_DISPLAY]!;
    const bundle = await display.call(figure);
    expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
    expect(bundle["application/vnd.plotly.v1+json"]).toBeTypeOf("object");
    expect(bundle["text/plain"]).toBe("<Figure size 640x480 with 1 Axes>");
    const png = readPng(Buffer.from(bundle["image/png"] as string, "base64"));
    expect([png.width, png.height]).toEqual([figure.size.width, figure.size.height]);
  });

  it("counts colour bars as axes in its text, as matplotlib does", async () => {
    expect(String(await draw("five panels in two rows"))).toBe("<Figure size 2911.2x960 with 7 Axes>");
  });
});

describe("Figure.toPng", () => {
  it("draws the frame in black, the legend's dots in their colours and text beside them", async () => {
    const figure = await pca(plottable(TUTORIAL), ourOptions(TUTORIAL.options));
    const { width, data } = readPng(await figure.toPng());
    const { crop, panels } = figure.layout;
    const { axes, legend } = panels[0]!;
    const at = (x: number, y: number): number[] => {
      const i = 4 * (Math.floor(y - crop.y) * width + Math.floor(x - crop.x));
      return Array.from(data.subarray(i, i + 4));
    };
    expect(at(axes.x, axes.y + 100)).toEqual([0, 0, 0, 255]);
    expect(at(axes.x + axes.width, axes.y + 100)).toEqual([0, 0, 0, 255]);
    expect(at(crop.x + 1, crop.y + 1)).toEqual([255, 255, 255, 255]);
    for (const entry of legend!.entries) {
      const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(entry.color.slice(i, i + 2), 16));
      expect(at(entry.dotX, entry.dotY)).toEqual([r, g, b, 255]);
      let dark = 0;
      for (let x = entry.textX; x < entry.textX + 30; x++)
        for (let y = entry.baseline - 10; y <= entry.baseline; y++) if (at(x, y)[0]! < 128) dark++;
      // Without a font the renderer leaves texts out without a word.
      expect(dark).toBeGreaterThan(20);
    }
  });

  it("scales with the resolution", async () => {
    const figure = await draw("a gene");
    const { width, height } = readPng(await figure.toPng({ dpi: 200 }));
    expect([width, height]).toEqual([2 * figure.size.width, 2 * figure.size.height]);
  });

  it.each([{ dpi: 0 }, { dpi: Number.NaN }, { DPI: 100 }])("refuses %j", async (options) => {
    const figure = await draw("a gene");
    await expect(figure.toPng(options)).rejects.toMatchObject({ tag: "OptionError" });
  });
});

describe("Figure.toSvg", () => {
  it("is one SVG with an image for the points and every text, escaped", async () => {
    const adata = twoClouds(6);
    adata.obs = Table.fromColumns([categoricalColumn("k", Int32Array.of(0, 1, 0, 1, 0, 1), ['a<b & "c"', "x\u0007y"])]);
    const svg = (await pca(adata, { color: "k", title: "<i>" })).toSvg();
    expect(svg.match(/<image /g)).toHaveLength(1);
    expect(svg).toContain(">a&lt;b &amp; &quot;c&quot;</text>");
    expect(svg).toContain(">x\ufffdy</text>");
    expect(svg).toContain(">&lt;i&gt;</text>");
    expect(svg).not.toContain("\u0007");
  });
});

describe("Figure.toPlotly", () => {
  it("never offers to send data to Plotly's cloud", async () => {
    const { config } = (await draw("a gene")).toPlotly();
    expect(config["showSendToCloud"]).toBe(false);
  });

  it("has a trace per category with its points, colour and legend entry", async () => {
    const figure = await pca(plottable(TUTORIAL), ourOptions(TUTORIAL.options));
    const { data, layout } = figure.toPlotly();
    const { categories, codes } = TUTORIAL.data.kind!;
    expect(data.map((trace) => trace["name"])).toEqual(categories);
    expect(data.map((trace) => (trace["marker"] as { color: string }).color)).toEqual(TUTORIAL.uns["kind_colors"]);
    expect(data.every((trace) => trace["showlegend"] === true)).toBe(true);
    for (const [code, trace] of data.entries()) {
      const rows = codes.flatMap((value, row) => (value === code ? [row] : []));
      expect(decode(trace["x"] as PlotlyTypedArray)).toEqual(
        rows.map((row) => Math.fround(TUTORIAL.data.pca[3 * row]!)),
      );
    }
    const limits = TUTORIAL.panels[0]!.xlim;
    expect((layout["xaxis"] as { range: number[] }).range).toEqual(limits.map((value) => expect.closeTo(value, 4)));
    expect(layout["images"]).toBeUndefined();
    expect((layout["annotations"] as { text: string }[]).map((part) => part.text)).toEqual(["kind", "PC1", "PC2"]);
  });

  it("puts missing values at the bottom and last in the legend", async () => {
    const { data } = (await draw("default colours and missing categories")).toPlotly();
    expect(data[0]).toMatchObject({ name: "NA", legendrank: 2000, marker: { color: "#d3d3d3" } });
  });

  it("has a legend for each column", async () => {
    const { data, layout } = (await draw("forty categories, three columns")).toPlotly();
    const used = data.map((trace) => trace["legend"] as string);
    expect(["legend", "legend2", "legend3"].map((name) => used.filter((other) => other === name).length)).toEqual([
      14, 13, 13,
    ]);
    const places = ["legend", "legend2", "legend3"].map((name) => (layout[name] as { x: number }).x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("gives a colour bar with our ticks to numbers", async () => {
    const example = golden.cases["a number column with gaps"]!;
    const { data } = (await draw("a number column with gaps")).toPlotly();
    expect(data[0]).toMatchObject({ name: "NA", showlegend: false });
    const marker = data[1]!["marker"] as { cmin: number; cmax: number; colorbar: { ticktext: string[] } };
    expect(marker.colorbar.ticktext).toEqual(example.panels[0]!.colorbar!.labels);
    expect([marker.cmin, marker.cmax]).toEqual(example.panels[0]!.colorbar!.range.map((v) => expect.closeTo(v, 3)));
  });

  it("escapes names, which Plotly would read as HTML", async () => {
    const adata = twoClouds(4);
    adata.obs = Table.fromColumns([categoricalColumn("k", Int32Array.of(0, 1, 0, 1), ["<b>x</b>", "CD4 & CD8"])]);
    const { data, layout } = (await pca(adata, { color: "k", title: "a<b" })).toPlotly();
    expect(data.map((trace) => trace["name"])).toEqual(["&lt;b&gt;x&lt;/b&gt;", "CD4 &amp; CD8"]);
    expect((layout["annotations"] as { text: string }[])[0]!.text).toBe("a&lt;b");
  });

  it("is plain JSON", async () => {
    for (const name of Object.keys(golden.cases)) {
      const plotly = (await draw(name)).toPlotly();
      expect(JSON.parse(JSON.stringify(plotly))).toEqual(plotly);
    }
  });

  it.each([
    [5000, false],
    [5001, true],
  ])("of %d points draws them as an image: %s", async (n, asImage) => {
    const { data, layout } = (await pca(twoClouds(n), { color: "kind" })).toPlotly();
    expect(data.map((trace) => trace["name"])).toEqual(["a", "b"]);
    const images = (layout["images"] as { source: string; sizex: number; x: number }[] | undefined) ?? [];
    expect(images).toHaveLength(asImage ? 1 : 0);
    if (!asImage) return;
    expect(data.every((trace) => JSON.stringify(trace["x"]) === "[null]")).toBe(true);
    const png = readPng(Buffer.from(images[0]!.source.split(",")[1]!, "base64"));
    expect([images[0]!.x, images[0]!.x + images[0]!.sizex]).toEqual((layout["xaxis"] as { range: number[] }).range);
    // Left cloud blue, right cloud orange: the middle of the picture is empty.
    const hues = [0.05, 0.5, 0.95].map((share) => inkAround(png, Math.round(share * png.width)));
    expect(hues).toEqual([[0x1f, 0x77, 0xb4], undefined, [0xff, 0x7f, 0x0e]]);
  });
});

/** The colour of the first opaque pixel within ten columns, or undefined. */
function inkAround({ width, height, data }: ReturnType<typeof readPng>, column: number): number[] | undefined {
  for (let x = Math.max(0, column - 10); x < Math.min(width, column + 10); x++)
    for (let y = 0; y < height; y++) {
      const i = 4 * (y * width + x);
      if (data[i + 3]! > 250) return Array.from(data.subarray(i, i + 3));
    }
  return undefined;
}
