import { describe, expect, it } from "vitest";
import { categoricalColumn, numericColumn, Table } from "../../src/frame/index.js";
import { pca } from "../../src/pl/index.js";
import type { Plottable } from "../../src/pl/plottable.js";

const N_CELLS = 900_000;

/** Ten clouds of cells, as many as the tutorial plots. */
function atlas(): Plottable {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const codes = Int32Array.from({ length: N_CELLS }, () => Math.floor(random() * 10));
  const data = new Float32Array(2 * N_CELLS);
  for (let i = 0; i < N_CELLS; i++) {
    data[2 * i] = (codes[i]! % 4) * 4 + random() + random() + random();
    data[2 * i + 1] = Math.floor(codes[i]! / 4) * 4 + random() + random() + random();
  }
  const types = Array.from({ length: 10 }, (_, i) => `cell type ${i}`);
  const score = Float32Array.from(data.filter((_, i) => i % 2 === 0));
  return {
    nObs: N_CELLS,
    obs: Table.fromColumns([categoricalColumn("cell_type", codes, types), numericColumn("score", score)]),
    var: Table.fromColumns([], { nRows: 0 }),
    uns: new Map(),
    obsm: new Map([["X_pca", { shape: [N_CELLS, 2], data }]]),
    obsVector: () => Promise.reject(new Error("no genes")),
  };
}

describe("900,000 cells", () => {
  it.each([
    ["by category", "cell_type"],
    ["by number, sorted", "score"],
  ])("are plotted in less than 1.5 seconds of CPU and 2 MB of JSON, coloured %s", async (_, color) => {
    const adata = atlas();
    await (await pca(adata, { color, dimensions: [1, 0] })).toPng(); // fonts and renderer loaded, code warm
    // CPU time: other processes on the machine do not count.
    const start = process.cpuUsage();
    const figure = await pca(adata, { color });
    const png = await figure.toPng();
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    console.info(`900,000 cells to PNG by ${color}: ${seconds.toFixed(2)} s CPU, ${png.length} bytes`);
    expect(seconds).toBeLessThan(1.5);
    expect(JSON.stringify(figure.toPlotly()).length).toBeLessThan(2_000_000);
  });
});
