import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { colormapHex, colormapIndex } from "../../src/pl/colormaps.js";
import type { Figure } from "../../src/pl/index.js";
import { pca } from "../../src/pl/index.js";
import type { Panel } from "../../src/pl/panel.js";
import { type GoldenCase, golden, ourOptions, plottable } from "./golden.js";

// Text is measured without matplotlib's hinting, which rounds widths to whole pixels glyph by glyph.
const TEXT_TOLERANCE = 0.04;

const cases = Object.entries(golden.cases);

async function draw(example: GoldenCase): Promise<{ figure: Figure; uns: Map<string, unknown> }> {
  const adata = plottable(example);
  const figure = await pca(adata, ourOptions(example.options));
  return { figure, uns: adata.uns };
}

/** Colours of the points from bottom to top. */
function paintedColors({ color, order, x }: Panel): string[] {
  const rows = order ?? Uint32Array.from(x, (_, i) => i);
  return Array.from(rows, (row) => {
    if (color.kind === "uniform") return color.color;
    if (color.kind === "categorical") {
      const code = color.codes[row]!;
      return code < 0 ? color.naColor : color.colors[code]!;
    }
    const index = colormapIndex(color.values[row]!, color.low, color.high);
    return index < 0 ? color.naColor : colormapHex(color.map, index);
  });
}

function expectBox(box: { x: number; y: number; width: number; height: number }, edges: number[], tolerance = 0.02) {
  const got = [box.x, box.y, box.x + box.width, box.y + box.height];
  for (const [i, edge] of edges.entries()) expect(Math.abs(got[i]! - edge)).toBeLessThanOrEqual(tolerance);
}

// One case's palette is too short on purpose, which warns.
beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe(`pl.pca against scanpy ${golden.scanpy}`, () => {
  it("has goldens of several kinds of cases", () => {
    expect(cases.length).toBeGreaterThan(20);
  });

  it.each(cases)("stores the same colours in uns: %s", async (_, example) => {
    const { uns } = await draw(example);
    for (const [key, colors] of Object.entries(example.uns)) expect(uns.get(key)).toEqual(colors);
    expect([...uns.keys()].filter((key) => key.endsWith("_colors"))).toEqual(Object.keys(example.uns));
  });

  it.each(cases)("paints the same points in the same order and colours: %s", async (_, example) => {
    const { figure } = await draw(example);
    expect(figure.panels).toHaveLength(example.panels.length);
    for (const [i, panel] of figure.panels.entries()) {
      const expected = example.panels[i]!;
      expect(paintedColors(panel)).toEqual(expected.colors);
      expect(panel.size).toBeCloseTo(expected.size, 5);
      if (expected.offsets !== undefined) {
        const rows = panel.order ?? Uint32Array.from(panel.x, (_value, row) => row);
        const places = Array.from(rows, (row) => [panel.x[row]!, panel.y[row]!]).flat();
        for (const [k, value] of expected.offsets.entries()) expect(places[k]).toBeCloseTo(value, 3);
      }
    }
  });

  it.each(cases)("has the same limits, labels and places of the axes: %s", async (_, example) => {
    const { figure } = await draw(example);
    expect([figure.layout.figure.width, figure.layout.figure.height]).toEqual(
      example.figure.map((value) => expect.closeTo(value, 1)),
    );
    for (const [i, panel] of figure.panels.entries()) {
      const expected = example.panels[i]!;
      expect([panel.title, panel.xLabel, panel.yLabel]).toEqual([expected.title, ...expected.labels]);
      for (const k of [0, 1]) {
        expect(panel.xLimits[k]).toBeCloseTo(expected.xlim[k]!, 4);
        expect(panel.yLimits[k]).toBeCloseTo(expected.ylim[k]!, 4);
      }
      expectBox(figure.layout.panels[i]!.axes, expected.axes);
    }
  });

  it.each(cases)("has the same legend or colour bar: %s", async (_, example) => {
    const { figure } = await draw(example);
    for (const [i, { legend, colorbar }] of figure.layout.panels.entries()) {
      const expected = example.panels[i]!;
      expect(legend?.entries.map((entry) => entry.label)).toEqual(expected.legend?.labels);
      expect(legend?.entries.map((entry) => entry.color)).toEqual(expected.legend?.colors);
      expect(legend?.nColumns).toBe(expected.legend?.nColumns);
      if (legend !== undefined) {
        const width = expected.legend!.box[2]! - expected.legend!.box[0]!;
        expectBox(legend.box, expected.legend!.box, Math.max(1, TEXT_TOLERANCE * width));
        for (const [k, entry] of legend.entries.entries()) {
          const [dotX, dotY] = expected.legend!.dots[k]!;
          const [textX, baseline] = expected.legend!.texts[k]!;
          expect(Math.abs(entry.dotY - dotY!)).toBeLessThan(0.1);
          expect(Math.abs(entry.baseline - baseline!)).toBeLessThan(0.1);
          expect(Math.abs(entry.dotX - dotX!)).toBeLessThan(Math.max(0.1, TEXT_TOLERANCE * width));
          expect(Math.abs(entry.textX - textX!)).toBeLessThan(Math.max(0.1, TEXT_TOLERANCE * width));
        }
      }
      expect(colorbar?.ticks.map((tick) => tick.label)).toEqual(expected.colorbar?.labels);
      if (colorbar !== undefined) expectBox(colorbar.bar, expected.colorbar!.box);
    }
  });

  it.each(cases)("crops to what scanpy draws and a tenth of an inch: %s", async (_, example) => {
    const { figure } = await draw(example);
    const [left, top, right, bottom] = example.ink;
    const { crop } = figure.layout;
    const tolerance = Math.max(3, TEXT_TOLERANCE * (right - left));
    expectBox(crop, [left - 10, top - 10, right + 10, bottom + 10], tolerance);
    expect(Math.abs(crop.y - (top - 10))).toBeLessThan(2.5);
  });

  it("names categories on the data at scanpy's places", async () => {
    const example = golden.cases["names on the data"]!;
    const { figure } = await draw(example);
    const { axes, labels } = figure.layout.panels[0]!;
    const { xLimits, yLimits } = figure.panels[0]!;
    expect(labels.map((label) => label.text)).toEqual(example.panels[0]!.onData!.map(([text]) => text));
    for (const [k, [, x, y]] of example.panels[0]!.onData!.entries()) {
      const shareX = (labels[k]!.x - axes.x) / axes.width;
      const shareY = (labels[k]!.y - axes.y) / axes.height;
      expect(xLimits[0] + shareX * (xLimits[1] - xLimits[0])).toBeCloseTo(x, 3);
      expect(yLimits[1] - shareY * (yLimits[1] - yLimits[0])).toBeCloseTo(y, 3);
    }
  });
});
