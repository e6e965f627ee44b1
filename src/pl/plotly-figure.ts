import type { FigureLayout, PanelLayout } from "./figure-layout.js";
import { LAYOUT_DPI } from "./geometry.js";
import type { Legend } from "./legend-layout.js";
import type { Panel } from "./panel.js";
import { rasterPanel } from "./panel-raster.js";
import { plotlyText } from "./plotly-text.js";
import { panelTraces, plotlyColorbar, type Trace } from "./plotly-traces.js";
import type { PlotlyFigure } from "./plotly-types.js";
import { encodePng } from "./png-encoder.js";

/** Above as many points a panel's points are one image, so that the JSON of a million cells stays small. */
export const RASTER_ABOVE = 5000;
/** The image has twice the layout's pixels each way: sharp on dense screens and when zoomed a little. */
const RASTER_DPI: number = 2 * LAYOUT_DPI;
// Plotly's legends are a little wider than matplotlib's.
const LEGEND_ROOM = 40;
// From the left edge of Plotly's legend to the middle of its dots.
const DOT_INSET = 20;

/** The figure for Plotly: the same panels, limits, colours and places as the picture, to be zoomed and hovered over. */
export function plotlyFigure(panels: readonly Panel[], layout: FigureLayout): PlotlyFigure {
  const { crop } = layout;
  const hasLegend = layout.panels.some((panel) => panel.legend !== undefined);
  const width = crop.width + (hasLegend ? LEGEND_ROOM : 0);
  const height = crop.height;
  // Paper coordinates: shares of the whole figure, y upwards; there are no margins.
  const place = (x: number, y: number): { x: number; y: number } => ({
    x: (x - crop.x) / width,
    y: 1 - (y - crop.y) / height,
  });
  const data: Trace[] = [];
  const parts: Record<string, unknown> = {};
  const annotations: Trace[] = [];
  const images: Trace[] = [];
  let nLegends = 0;
  panels.forEach((panel, i) => {
    const panelLayout = layout.panels[i]!;
    const suffix = i === 0 ? "" : String(i + 1);
    const withPoints = panel.x.length <= RASTER_ABOVE;
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    const legends = legendParts(panelLayout.legend, nLegends, withPoints, place);
    nLegends += legends.parts.length;
    for (const { name, part } of legends.parts) parts[name] = part;
    const colorbar =
      panelLayout.colorbar === undefined ? undefined : plotlyColorbar(panelLayout.colorbar, place, height);
    data.push(...panelTraces(panel, { axes, legends: legends.ofEntry, withPoints, colorbar }));
    Object.assign(parts, axisParts(panel, panelLayout, suffix, place));
    if (!withPoints) images.push(pointsImage(panel, panelLayout, axes));
    annotations.push(...textParts(panelLayout, place));
  });
  return {
    data,
    layout: {
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      font: { family: "DejaVu Sans, Verdana, sans-serif", color: "#000000" },
      hovermode: "closest",
      ...parts,
      annotations,
      ...(images.length > 0 ? { images } : {}),
    },
    // Plotly 4 would offer to send the data to its cloud.
    config: { showSendToCloud: false, displaylogo: false },
  };
}

type Place = (x: number, y: number) => { x: number; y: number };

function axisParts(panel: Panel, layout: PanelLayout, suffix: string, place: Place): Record<string, unknown> {
  const { axes } = layout;
  const low = place(axes.x, axes.y + axes.height);
  const high = place(axes.x + axes.width, axes.y);
  const line = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: "",
    showline: panel.frame,
    mirror: panel.frame,
    linecolor: "#000000",
    linewidth: 1,
  };
  return {
    [`xaxis${suffix}`]: { ...line, range: panel.xLimits, domain: [low.x, high.x], anchor: `y${suffix}` },
    [`yaxis${suffix}`]: { ...line, range: panel.yLimits, domain: [low.y, high.y], anchor: `x${suffix}` },
  };
}

/** A Plotly legend for each column of ours, since one of Plotly's has only one column. */
function legendParts(
  legend: Legend | undefined,
  nBefore: number,
  clickable: boolean,
  place: Place,
): { readonly ofEntry: readonly string[]; readonly parts: readonly { name: string; part: Trace }[] } {
  if (legend === undefined) return { ofEntry: [], parts: [] };
  const nameOf = (column: number): string => (nBefore + column === 0 ? "legend" : `legend${nBefore + column + 1}`);
  const parts = Array.from({ length: legend.nColumns }, (_, column) => {
    const first = legend.entries.find((entry) => entry.column === column)!;
    const part = {
      ...place(first.dotX - DOT_INSET, legend.box.y),
      xanchor: "left",
      yanchor: "top",
      font: { size: legend.fontSize },
      itemsizing: "constant",
      bgcolor: "rgba(0,0,0,0)",
      // Where the points are an image there is nothing to switch off.
      ...(clickable ? {} : { itemclick: false, itemdoubleclick: false }),
    };
    return { name: nameOf(column), part };
  });
  return { ofEntry: legend.entries.map((entry) => nameOf(entry.column)), parts };
}

function pointsImage(
  panel: Panel,
  { axes }: PanelLayout,
  refs: { readonly xaxis: string; readonly yaxis: string },
): Trace {
  const scale = RASTER_DPI / LAYOUT_DPI;
  const window = { x: 0, y: 0, width: Math.round(axes.width * scale), height: Math.round(axes.height * scale) };
  const png = encodePng(rasterPanel(panel, window, window, RASTER_DPI));
  return {
    source: `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
    xref: refs.xaxis,
    yref: refs.yaxis,
    x: panel.xLimits[0],
    y: panel.yLimits[1],
    sizex: panel.xLimits[1] - panel.xLimits[0],
    sizey: panel.yLimits[1] - panel.yLimits[0],
    sizing: "stretch",
    layer: "below",
  };
}

/** Title, axis labels and names on the data, as annotations: Plotly would move axis titles by its own margins. */
function textParts(layout: PanelLayout, place: Place): Trace[] {
  const base = { xref: "paper", yref: "paper", showarrow: false, borderpad: 0 };
  const { title, xLabel, yLabel, axes, labels } = layout;
  const parts = [
    {
      ...base,
      ...place(title.x, axes.y),
      yanchor: "bottom",
      yshift: 3,
      text: title.text,
      font: { size: title.fontSize },
    },
    { ...base, ...place(xLabel.x, axes.y + axes.height), yanchor: "top", yshift: -2, text: xLabel.text },
    { ...base, ...place(axes.x, yLabel.baseline), xanchor: "right", xshift: -3, textangle: -90, text: yLabel.text },
  ].map((part) => ({ font: { size: xLabel.fontSize }, ...part }));
  const names = labels.map((label) => ({
    ...base,
    ...place(label.x, label.y),
    text: `<b>${plotlyText(label.text)}</b>`,
    font: { size: label.fontSize },
  }));
  return [
    ...parts.filter((part) => part.text !== "").map((part) => ({ ...part, text: plotlyText(part.text) })),
    ...names,
  ];
}
