import { describe, expect, it } from "vitest";
import { colormap } from "../../src/pl/colormaps.js";
import type { Panel, PanelColor } from "../../src/pl/panel.js";
import { indexColors, rasterPanel } from "../../src/pl/panel-raster.js";

const point = (size: number | Float32Array, color: PanelColor = { kind: "uniform", color: "#ff0000" }): Panel => ({
  title: "",
  xLabel: "",
  yLabel: "",
  x: [0.5],
  y: [0.5],
  xLimits: [0, 1],
  yLimits: [0, 1],
  color,
  order: undefined,
  size,
  alpha: 1,
  legendLoc: "none",
  legendFontSize: 10,
  frame: true,
});
const AXES = { x: 0, y: 0, width: 60, height: 60 };

describe("rasterPanel", () => {
  // Ink of one point that matplotlib 3.11 (Agg, 100 dpi) draws with marker "." and edgecolor "none", in pixels.
  it.each([
    [400, 151.5],
    [40, 15.15],
    [6, 2.27],
    [0.5, 0.189],
  ])("draws as much ink for size %d as matplotlib: %d pixels", (size, ink) => {
    for (const sizes of [size, Float32Array.of(size)]) {
      const { data } = rasterPanel(point(sizes), AXES, AXES, 100);
      const alpha = data.filter((_, i) => i % 4 === 3).reduce((total: number, value) => total + value, 0);
      expect(alpha / 255 / ink).toBeCloseTo(1, 1);
    }
  });

  it("draws four times the pixels at twice the resolution", () => {
    const fine = { x: 0, y: 0, width: 120, height: 120 };
    const { data } = rasterPanel(point(40), fine, fine, 200);
    const alpha = data.filter((_, i) => i % 4 === 3).reduce((total: number, value) => total + value, 0);
    expect(alpha / 255 / 15.15).toBeCloseTo(4, 1);
  });

  it("keeps the point's place when the window starts before the axes", () => {
    const axes = { x: 10.3, y: 20.6, width: 60, height: 60 };
    const window = { x: 0, y: 0, width: 80, height: 90 };
    const { data } = rasterPanel(point(40), axes, window, 100);
    let [sumX, sumY, total] = [0, 0, 0];
    for (let i = 3; i < data.length; i += 4) {
      const at = (i - 3) / 4;
      sumX += data[i]! * ((at % 80) + 0.5);
      sumY += data[i]! * (Math.floor(at / 80) + 0.5);
      total += data[i]!;
    }
    expect(sumX / total).toBeCloseTo(40.3, 1);
    expect(sumY / total).toBeCloseTo(50.6, 1);
  });
});

describe("indexColors", () => {
  it("puts the colour of missing values last", () => {
    const naColor = "#010203";
    const categorical = indexColors({
      kind: "categorical",
      codes: Int32Array.of(1, -1, 0),
      categories: ["a", "b"],
      colors: ["#ff0000", "#00ff00"],
      naColor,
      naInLegend: true,
    });
    expect(categorical.colorIndex).toEqual(Int32Array.of(1, 2, 0));
    expect([...categorical.palette.subarray(6)]).toEqual([1, 2, 3]);
    const values = Float32Array.of(Number.NaN, 0, 1);
    const continuous = indexColors({
      kind: "continuous",
      values,
      low: 0,
      high: 1,
      map: colormap("viridis", "t"),
      naColor,
    });
    expect(continuous.colorIndex).toEqual(Uint16Array.of(256, 0, 255));
    expect([...continuous.palette.subarray(768)]).toEqual([1, 2, 3]);
  });
});
