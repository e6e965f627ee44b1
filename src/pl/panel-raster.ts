import { colormapIndex } from "./colormaps.js";
import { hexToRgb } from "./colors.js";
import { drawDiscs, type RgbaImage } from "./disc-raster.js";
import type { Box } from "./geometry.js";
import type { Panel, PanelColor } from "./panel.js";

/** Radius in points of matplotlib's marker "." of size `s`: half of half the square root. */
export function markerRadius(s: number): number {
  return 0.25 * Math.sqrt(s);
}

/**
 * The panel's points as an image. `axes` is the box that the axis limits span and `window` the whole-pixel box to
 * draw, both in pixels of `dpi` dots an inch; they share the figure's origin.
 */
export function rasterPanel(panel: Panel, axes: Box, window: Box, dpi: number): RgbaImage {
  const { palette, colorIndex } = indexColors(panel.color);
  const pixelsPerPoint = dpi / 72;
  const { size, xLimits, yLimits } = panel;
  const perPixelX = (xLimits[1] - xLimits[0]) / axes.width;
  const perPixelY = (yLimits[1] - yLimits[0]) / axes.height;
  const left = xLimits[0] - (axes.x - window.x) * perPixelX;
  const top = yLimits[1] + (axes.y - window.y) * perPixelY;
  return drawDiscs(window.width, window.height, {
    x: panel.x,
    y: panel.y,
    order: panel.order,
    radius:
      typeof size === "number"
        ? markerRadius(size) * pixelsPerPoint
        : Float32Array.from(size, (s) => markerRadius(s) * pixelsPerPoint),
    palette,
    colorIndex,
    alpha: panel.alpha,
    xLimits: [left, left + window.width * perPixelX],
    yLimits: [top - window.height * perPixelY, top],
  });
}

/** The panel's colours as a palette of bytes and an entry per point; the colour of missing values comes last. */
export function indexColors(color: PanelColor): { palette: Uint8Array; colorIndex: number | Uint16Array | Int32Array } {
  switch (color.kind) {
    case "uniform":
      return { palette: Uint8Array.from(hexToRgb(color.color)), colorIndex: 0 };
    case "categorical": {
      const last = color.categories.length;
      const palette = Uint8Array.from([...color.colors.slice(0, last), color.naColor].flatMap(hexToRgb));
      const colorIndex = new Int32Array(color.codes.length);
      for (let i = 0; i < colorIndex.length; i++) colorIndex[i] = color.codes[i]! < 0 ? last : color.codes[i]!;
      return { palette, colorIndex };
    }
    case "continuous": {
      const palette = Uint8Array.from([...color.map, ...hexToRgb(color.naColor)]);
      const colorIndex = new Uint16Array(color.values.length);
      for (let i = 0; i < colorIndex.length; i++) {
        const index = colormapIndex(color.values[i]!, color.low, color.high);
        colorIndex[i] = index < 0 ? 256 : index;
      }
      return { palette, colorIndex };
    }
  }
}
