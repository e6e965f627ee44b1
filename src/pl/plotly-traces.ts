import type { Colorbar } from "./colorbar-layout.js";
import { type Colormap, colormapHex } from "./colormaps.js";
import { points } from "./geometry.js";
import { type CategoricalColor, type ContinuousColor, hasMissing, type Panel } from "./panel.js";
import { markerRadius } from "./panel-raster.js";
import { hoverText, plotlyText } from "./plotly-text.js";
import { float32Data } from "./plotly-types.js";

export type Trace = Readonly<Record<string, unknown>>;

/** What the traces of a panel have in common. */
export interface TraceFrame {
  readonly axes: { readonly xaxis: string; readonly yaxis: string };
  /** The Plotly legend that names each entry of the panel's legend: one legend per column. */
  readonly legends: readonly string[];
  /** Whether the points themselves are traces; else they are an image and traces only feed legend and colour bar. */
  readonly withPoints: boolean;
  readonly colorbar: Trace | undefined;
}

/** The traces of one panel. */
export function panelTraces(panel: Panel, frame: TraceFrame): Trace[] {
  const { color } = panel;
  switch (color.kind) {
    case "uniform":
      return [
        { ...pointTrace(panel, frame, rowsInOrder(panel)), showlegend: false, marker: marker(panel, color.color) },
      ];
    case "categorical":
      return categoryTraces(panel, color, frame);
    case "continuous":
      return valueTraces(panel, color, frame);
  }
}

/** One trace per category in category order, those without category first (at the bottom) but last in the legend. */
function categoryTraces(panel: Panel, color: CategoricalColor, frame: TraceFrame): Trace[] {
  const rows: number[][] = Array.from({ length: color.categories.length + 1 }, () => []);
  if (frame.withPoints)
    for (let i = 0; i < color.codes.length; i++)
      rows[color.codes[i]! < 0 ? color.categories.length : color.codes[i]!]!.push(i);
  const inLegend = panel.legendLoc === "right margin";
  const trace = (name: string, hex: string, index: number): Trace => ({
    ...pointTrace(panel, frame, rows[index]!),
    name: plotlyText(name),
    showlegend: inLegend,
    ...(frame.legends[index] === undefined ? {} : { legend: frame.legends[index] }),
    marker: marker(panel, hex, rows[index]!),
    ...(frame.withPoints ? {} : { hoverinfo: "skip" }),
  });
  const known = color.categories.map((name, i) => trace(name, color.colors[i]!, i));
  if (!hasMissing(color.codes)) return known;
  const missing = trace("NA", color.naColor, color.categories.length);
  return [{ ...missing, showlegend: inLegend && color.naInLegend, legendrank: 2000 }, ...known];
}

/** A trace for missing values at the bottom, one for the others in draw order, which also carries the colour bar. */
function valueTraces(panel: Panel, color: ContinuousColor, frame: TraceFrame): Trace[] {
  const scale = { cmin: color.low, cmax: color.high, colorscale: colorscale(color.map) };
  const bar = frame.colorbar === undefined ? { showscale: false } : { showscale: true, colorbar: frame.colorbar };
  if (!frame.withPoints) {
    const ends = { color: [color.low, color.high], ...scale, ...bar };
    return [{ ...pointTrace(panel, frame, []), x: [null, null], y: [null, null], showlegend: false, marker: ends }];
  }
  const order = rowsInOrder(panel);
  const missing = order.filter((row) => Number.isNaN(color.values[row]!));
  const known = order.filter((row) => !Number.isNaN(color.values[row]!));
  const values = float32Data(known.map((row) => color.values[row]!));
  const knownTrace = {
    ...pointTrace(panel, frame, known),
    name: plotlyText(panel.title),
    showlegend: false,
    marker: { ...marker(panel, values, known), ...scale, ...bar },
    hovertemplate: `${hoverHead(panel)}<br>%{marker.color:.4g}<extra></extra>`,
  };
  if (missing.length === 0) return [knownTrace];
  const naTrace = { ...pointTrace(panel, frame, missing), name: "NA", showlegend: false };
  return [{ ...naTrace, marker: marker(panel, color.naColor, missing) }, knownTrace];
}

function pointTrace(panel: Panel, frame: TraceFrame, rows: readonly number[]): Trace {
  return {
    type: "scatter",
    mode: "markers",
    x: frame.withPoints ? float32Data(rows.map((row) => panel.x[row]!)) : [null],
    y: frame.withPoints ? float32Data(rows.map((row) => panel.y[row]!)) : [null],
    hovertemplate: `${hoverHead(panel)}<extra>%{fullData.name}</extra>`,
    ...frame.axes,
  };
}

function hoverHead(panel: Panel): string {
  return `${hoverText(panel.xLabel)} %{x:.3f}<br>${hoverText(panel.yLabel)} %{y:.3f}`;
}

function marker(panel: Panel, color: unknown, rows?: readonly number[]): Trace {
  const diameter = (s: number): number => 2 * points(markerRadius(s));
  const { size } = panel;
  return {
    color,
    opacity: panel.alpha,
    line: { width: 0 },
    size:
      typeof size === "number"
        ? diameter(size)
        : float32Data((rows ?? rowsInOrder(panel)).map((row) => diameter(size[row]!))),
  };
}

function rowsInOrder(panel: Panel): number[] {
  return panel.order === undefined ? Array.from({ length: panel.x.length }, (_, i) => i) : Array.from(panel.order);
}

/** 33 stops of the map: Plotly interpolates between them. */
function colorscale(map: Colormap): [number, string][] {
  return Array.from({ length: 33 }, (_, i) => [i / 32, colormapHex(map, Math.min(255, i * 8))]);
}

/** Plotly's colour bar at the place of ours. */
export function plotlyColorbar(
  colorbar: Colorbar,
  place: (x: number, y: number) => { x: number; y: number },
  height: number,
): Trace {
  const { bar, ticks, exponentText } = colorbar;
  const { x, y } = place(bar.x, bar.y + bar.height / 2);
  return {
    x,
    xanchor: "left",
    xpad: 0,
    y,
    yanchor: "middle",
    ypad: 0,
    thickness: bar.width,
    len: bar.height / height,
    outlinewidth: 1,
    outlinecolor: "#000000",
    ticks: "outside",
    ticklen: 5,
    tickfont: { size: colorbar.fontSize },
    tickvals: ticks.map((tick) => tick.value),
    ticktext: ticks.map((tick) => (exponentText === undefined ? tick.label : `${tick.label}e${exponentText.slice(2)}`)),
  };
}
