import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { categoricalColumn, numericColumn, Table } from "../../src/frame/index.js";
import { type PcaPlotOptions, pca } from "../../src/pl/index.js";
import type { Plottable } from "../../src/pl/plottable.js";
import { oraclePython } from "../oracle/python.js";
import { readPng } from "./read-png.js";

const folder = mkdtempSync(join(tmpdir(), "cellmill-pl-"));

// scanpy draws the same cells; the raw RGBA canvas goes to a file, uncropped (640 × 480).
const SCRIPT = `
import json, sys, warnings
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import anndata as ad, numpy as np, pandas as pd, scanpy as sc
warnings.simplefilter("ignore")
folder = sys.argv[1]
for case in json.load(open(f"{folder}/cases.json")):
    n = case["n"]
    xy = np.fromfile(f"{folder}/{case['name']}.xy", "<f4").reshape(n, 2)
    codes = np.fromfile(f"{folder}/{case['name']}.codes", "<i4")
    obs = pd.DataFrame({"kind": pd.Categorical.from_codes(codes, case["categories"]), "score": xy[:, 0]},
                       index=np.arange(n).astype(str))
    adata = ad.AnnData(np.zeros((n, 1), np.float32), obs=obs)
    adata.obsm["X_pca"] = xy
    plt.close("all")
    sc.pl.pca(adata, show=False, **case["options"])
    figure = plt.gcf()
    figure.canvas.draw()
    np.asarray(figure.canvas.buffer_rgba()).tofile(f"{folder}/{case['name']}.rgba")
`;

interface Picture {
  readonly name: string;
  readonly n: number;
  readonly categories: string[];
  readonly options: PcaPlotOptions;
}

const CASES: Picture[] = [
  { name: "large", n: 400, categories: ["a", "b", "c"], options: { color: "kind" } },
  {
    name: "middling",
    n: 20_000,
    categories: ["x", "y", "z", "w"],
    options: { color: "kind", palette: ["red", "teal"] },
  },
  { name: "cloud", n: 300_000, categories: ["p", "q", "r"], options: { color: "kind" } },
  { name: "numbers", n: 5000, categories: ["a"], options: { color: "score" } },
];

function make({ n, categories }: Picture, seed: number): { xy: Float32Array; codes: Int32Array } {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const codes = Int32Array.from({ length: n }, () => Math.floor(random() * categories.length));
  const xy = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    xy[2 * i] = codes[i]! * 2 + random() + random() + random();
    xy[2 * i + 1] = (codes[i]! % 2) * 2 + random() + random() + random();
  }
  return { xy, codes };
}

function adataOf(picture: Picture, { xy, codes }: ReturnType<typeof make>): Plottable {
  return {
    nObs: picture.n,
    obs: Table.fromColumns([
      categoricalColumn("kind", codes, picture.categories),
      numericColumn(
        "score",
        Float32Array.from({ length: picture.n }, (_, i) => xy[2 * i]!),
      ),
    ]),
    var: Table.fromColumns([], { nRows: 0 }),
    uns: new Map(),
    obsm: new Map([["X_pca", { shape: [picture.n, 2], data: xy }]]),
    obsVector: () => Promise.reject(new Error("no genes")),
  };
}

const data = CASES.map((picture, i) => make(picture, i + 1));

describe("pictures against scanpy's", () => {
  beforeAll(() => {
    for (const [i, { name }] of CASES.entries()) {
      writeFileSync(join(folder, `${name}.xy`), data[i]!.xy);
      writeFileSync(join(folder, `${name}.codes`), data[i]!.codes);
    }
    writeFileSync(join(folder, "cases.json"), JSON.stringify(CASES));
    execFileSync(oraclePython(), ["-c", SCRIPT, folder], { stdio: ["ignore", "ignore", "inherit"] });
  });

  it.each(CASES.map((picture, i) => [picture.name, picture, i] as const))(
    "differ inside the axes by less than 1.5 of 255 on average: %s",
    async (name, picture, i) => {
      const figure = await pca(adataOf(picture, data[i]!), picture.options);
      const ours = readPng(await figure.toPng());
      const theirs = readFileSync(join(folder, `${name}.rgba`));
      const { crop, panels } = figure.layout;
      const { axes } = panels[0]!;
      let sum = 0;
      let ink = 0;
      let count = 0;
      for (let y = Math.ceil(axes.y) + 2; y < axes.y + axes.height - 2; y++)
        for (let x = axes.x + 2; x < axes.x + axes.width - 2; x++)
          for (let channel = 0; channel < 3; channel++) {
            const a = ours.data[4 * ((y - crop.y) * ours.width + Math.floor(x) - crop.x) + channel]!;
            const b = theirs[4 * (y * 640 + Math.floor(x)) + channel]!;
            sum += Math.abs(a - b);
            ink += 255 - b;
            count++;
          }
      console.info(`${name}: mean difference ${(sum / count).toFixed(3)} of 255, mean ink ${(ink / count).toFixed(1)}`);
      expect(ink / count).toBeGreaterThan(3);
      expect(sum / count).toBeLessThan(1.5);
      // And far less than the ink itself.
      expect(sum).toBeLessThan(0.05 * ink);
    },
  );
});

describe("Plotly's own validation", () => {
  it("accepts every kind of figure, with the points it was given", async () => {
    const figures = [];
    for (const [i, picture] of CASES.entries()) {
      for (const options of [
        picture.options,
        { color: [null, "kind", "score"] },
        { color: "kind", legendLoc: "on data" as const },
      ]) {
        const { data: traces, layout } = (await pca(adataOf(picture, data[i]!), options)).toPlotly();
        figures.push({ data: traces, layout });
      }
    }
    writeFileSync(join(folder, "figures.json"), JSON.stringify(figures));
    const script = `
import json, sys
import plotly.graph_objects as go
print([len(go.Figure(figure).data) for figure in json.load(open(sys.argv[1]))])`;
    const output = execFileSync(oraclePython(), ["-c", script, join(folder, "figures.json")], { encoding: "utf8" });
    expect(JSON.parse(output)).toEqual(figures.map((figure) => figure.data.length));
  });
});
