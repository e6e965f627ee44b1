import type { Colorbar } from "./colorbar-layout.js";
import { type Colormap, colormapHex } from "./colormaps.js";
import type { CentredText, FigureLayout, PanelLayout } from "./figure-layout.js";
import { type Box, LAYOUT_DPI, points } from "./geometry.js";
import type { Legend } from "./legend-layout.js";
import type { Panel } from "./panel.js";
import { rasterPanel } from "./panel-raster.js";
import { encodePng } from "./png-encoder.js";
import { content, element } from "./xml.js";

/** matplotlib's line width of frames and ticks. */
const LINE_POINTS = 0.8;
// From a line's middle down to the baseline of the digits or letters that stand centred on it, in font sizes.
const CENTRE_TO_BASELINE = 0.38;

/** The figure as SVG in pixels at 100 dpi; the points are images of `dpi` dots an inch inside it. */
export function renderSvg(panels: readonly Panel[], layout: FigureLayout, dpi: number): string {
  const { crop } = layout;
  const scale = dpi / LAYOUT_DPI;
  const parts = [element("rect", { ...crop, fill: "#ffffff" })];
  panels.forEach((panel, i) => {
    parts.push(...panelParts(panel, layout.panels[i]!, scale));
  });
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: crop.width,
      height: crop.height,
      viewBox: `${crop.x} ${crop.y} ${crop.width} ${crop.height}`,
      "font-family": "DejaVu Sans, Verdana, sans-serif",
    },
    `\n${parts.join("\n")}\n`,
  );
}

function panelParts(panel: Panel, layout: PanelLayout, scale: number): string[] {
  const parts = [pointsImage(panel, layout.axes, scale)];
  if (panel.frame) parts.push(frame(layout.axes, scale));
  parts.push(centred(layout.title), centred(layout.xLabel), upright(layout.yLabel));
  for (const label of layout.labels)
    parts.push(
      text(label.text, label.x, label.y + CENTRE_TO_BASELINE * label.fontSize, label.fontSize, {
        "text-anchor": "middle",
        "font-weight": "bold",
      }),
    );
  if (layout.legend !== undefined) parts.push(...legendParts(layout.legend));
  if (layout.colorbar !== undefined && panel.color.kind === "continuous")
    parts.push(...colorbarParts(layout.colorbar, panel.color.map, scale));
  return parts.filter((part) => part !== "");
}

/** The points: an image on whole pixels of the output, so that no renderer resamples it. */
function pointsImage(panel: Panel, axes: Box, scale: number): string {
  const fine = scaleBox(axes, scale);
  const x = Math.floor(fine.x);
  const y = Math.floor(fine.y);
  const window = { x, y, width: Math.ceil(fine.x + fine.width) - x, height: Math.ceil(fine.y + fine.height) - y };
  const png = encodePng(rasterPanel(panel, fine, window, LAYOUT_DPI * scale));
  return element("image", {
    ...scaleBox(window, 1 / scale),
    preserveAspectRatio: "none",
    "image-rendering": "optimizeSpeed",
    href: `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
  });
}

/** A box outline whose lines lie on the middle of output pixels, as matplotlib snaps them. */
function frame(box: Box, scale: number): string {
  const snap = (value: number): number => (Math.floor(value * scale) + 0.5) / scale;
  const x = snap(box.x);
  const y = snap(box.y);
  return element("rect", {
    x,
    y,
    width: snap(box.x + box.width) - x,
    height: snap(box.y + box.height) - y,
    fill: "none",
    stroke: "#000000",
    "stroke-width": points(LINE_POINTS),
  });
}

function legendParts(legend: Legend): string[] {
  return legend.entries.flatMap((entry) => [
    element("circle", { cx: entry.dotX, cy: entry.dotY, r: legend.dotRadius, fill: entry.color }),
    text(entry.label, entry.textX, entry.baseline, legend.fontSize, {}),
  ]);
}

function colorbarParts(colorbar: Colorbar, map: Colormap, scale: number): string[] {
  const { bar, fontSize } = colorbar;
  const step = bar.height / 256;
  // One rectangle per colour, each reaching under the next, so that no seam shows.
  const colors = Array.from({ length: 256 }, (_, i) =>
    element("rect", {
      x: bar.x,
      y: bar.y + bar.height - (i + 1) * step,
      width: bar.width,
      height: i === 0 ? step : Math.min(2 * step, (i + 1) * step),
      fill: colormapHex(map, i),
    }),
  );
  const right = bar.x + bar.width;
  const ticks = colorbar.ticks.flatMap((tick) => [
    element("path", {
      d: `M${right.toFixed(2)} ${tick.y.toFixed(2)}h${colorbar.tickLength.toFixed(2)}`,
      stroke: "#000000",
      "stroke-width": points(LINE_POINTS),
    }),
    text(tick.label, colorbar.textX, tick.y + CENTRE_TO_BASELINE * fontSize, fontSize, {}),
  ]);
  const exponent =
    colorbar.exponentText === undefined ? "" : text(colorbar.exponentText, bar.x, bar.y - 0.3 * fontSize, fontSize, {});
  return [...colors, frame(bar, scale), ...ticks, exponent];
}

function centred({ text: words, x, baseline, fontSize }: CentredText): string {
  return text(words, x, baseline, fontSize, { "text-anchor": "middle" });
}

function upright({ text: words, x, baseline, fontSize }: CentredText): string {
  return text(words, x, baseline, fontSize, {
    "text-anchor": "middle",
    transform: `rotate(-90 ${x.toFixed(3)} ${baseline.toFixed(3)})`,
  });
}

function text(words: string, x: number, y: number, size: number, more: Readonly<Record<string, string>>): string {
  return words === "" ? "" : element("text", { x, y, "font-size": size, ...more }, content(words));
}

function scaleBox(box: Box, scale: number): Box {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}
