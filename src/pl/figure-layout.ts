import { type Colorbar, layoutColorbar, NARROWED } from "./colorbar-layout.js";
import { textWidth } from "./fonts.js";
import { type Box, points, unionBox } from "./geometry.js";
import { type Legend, layoutLegend } from "./legend-layout.js";
import { medianLabels, type PlacedLabel } from "./on-data-labels.js";
import { legendEntries, type Panel } from "./panel.js";
import { DEFAULT_WSPACE, type PanelGrid, type PanelSpacing, panelGrid } from "./panel-grid.js";

/** Text with the middle of its baseline. */
export interface CentredText {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly fontSize: number;
}

export interface PanelLayout {
  readonly axes: Box;
  readonly title: CentredText;
  readonly xLabel: CentredText;
  /** Turned by a quarter to the left: `x` is its baseline, `baseline` the height of its middle. */
  readonly yLabel: CentredText;
  readonly legend: Legend | undefined;
  readonly labels: readonly PlacedLabel[];
  readonly colorbar: Colorbar | undefined;
}

export interface FigureLayout {
  /** The uncut figure in pixels at 100 dpi. */
  readonly figure: { readonly width: number; readonly height: number };
  /** What a notebook shows of it: everything drawn and 0.1 inch around, whole pixels. */
  readonly crop: Box;
  readonly panels: readonly PanelLayout[];
}

const TITLE_POINTS = 12;
const LABEL_POINTS = 10;
const TITLE_PAD_POINTS = 6;
const LABEL_PAD_POINTS = 4;
// DejaVu Sans: height above the baseline of an ascender or bracket, and of what hangs below, in font sizes.
const ASCENT = 0.76;
const DESCENT = 0.24;
/** matplotlib's `savefig.pad_inches`, in pixels. */
const PAD = 10;

/** Where everything of a figure lies. Geometry: facts of matplotlib's default style under Scanpy's `pl.embedding`. */
export function layoutFigure(panels: readonly Panel[], spacing: PanelSpacing): FigureLayout {
  const { grid, placed } = placePanels(panels, spacing);
  const drawn = unionBox(placed.flatMap((layout, i) => inkBoxes(layout, panels[i]!.frame)));
  const x = Math.floor(drawn.x - PAD);
  const y = Math.floor(drawn.y - PAD);
  const crop = {
    x,
    y,
    width: Math.ceil(drawn.x + drawn.width + PAD) - x,
    height: Math.ceil(drawn.y + drawn.height + PAD) - y,
  };
  return { figure: grid.figure, crop, panels: placed };
}

/**
 * The panels in their grid. Scanpy lets a wide legend run under the next panel, which hides it; unless `wspace` was
 * given, the grid is widened until every legend has its room.
 */
function placePanels(
  panels: readonly Panel[],
  spacing: PanelSpacing,
): { readonly grid: PanelGrid; readonly placed: readonly PanelLayout[] } {
  let wspace = spacing.wspace ?? DEFAULT_WSPACE;
  // A wider grid has slightly wider panels too, so that the first step may fall short by a little.
  for (let step = 0; ; step++) {
    const grid = panelGrid(panels.length, { ...spacing, wspace });
    const placed = panels.map((panel, i) => layoutPanel(panel, grid.axes[i]!, panels.length > 1));
    const hidden = spacing.wspace === undefined && step < 4 ? hiddenLegendWidth(placed, spacing.nColumns) : 0;
    if (hidden <= 0) return { grid, placed };
    wspace += hidden / grid.axes[0]!.width;
  }
}

/** How far the widest legend reaches over the next panel's label in its row. */
function hiddenLegendWidth(placed: readonly PanelLayout[], nColumns: number): number {
  let widest = 0;
  for (const [i, { legend }] of placed.entries()) {
    const next = (i + 1) % nColumns === 0 ? undefined : placed[i + 1];
    if (legend === undefined || next === undefined) continue;
    const labelLeft = next.yLabel.x - ASCENT * next.yLabel.fontSize;
    widest = Math.max(widest, legend.textRight - labelLeft);
  }
  return widest;
}

function layoutPanel(panel: Panel, slot: Box, inGrid: boolean): PanelLayout {
  const continuous = panel.color.kind === "continuous";
  // In a grid Scanpy narrows panels with categories too, so that all axes are equally wide.
  const narrowed = continuous || (inGrid && panel.color.kind === "categorical");
  const axes = narrowed ? { ...slot, width: slot.width * NARROWED } : slot;
  const centre = axes.x + axes.width / 2;
  const label = points(LABEL_POINTS);
  const bottom = axes.y + axes.height;
  return {
    axes,
    title: {
      text: panel.title,
      x: centre,
      baseline: axes.y - points(TITLE_PAD_POINTS),
      fontSize: points(TITLE_POINTS),
    },
    xLabel: {
      text: panel.frame ? panel.xLabel : "",
      x: centre,
      baseline: bottom + points(LABEL_PAD_POINTS) + ASCENT * label,
      fontSize: label,
    },
    yLabel: {
      text: panel.frame ? panel.yLabel : "",
      x: axes.x - points(LABEL_PAD_POINTS) - DESCENT * label,
      baseline: axes.y + axes.height / 2,
      fontSize: label,
    },
    legend: legendOf(panel, axes),
    labels: panel.legendLoc === "on data" ? medianLabels(panel, axes) : [],
    colorbar: panel.color.kind === "continuous" ? layoutColorbar(slot, panel.color.low, panel.color.high) : undefined,
  };
}

function legendOf(panel: Panel, axes: Box): Legend | undefined {
  const entries = panel.legendLoc === "right margin" ? legendEntries(panel.color) : [];
  return entries.length === 0 ? undefined : layoutLegend(entries, axes, panel.legendFontSize);
}

/** The boxes of all that is drawn for a panel. */
function inkBoxes(layout: PanelLayout, frame: boolean): Box[] {
  const boxes: Box[] = [layout.axes];
  const { title, xLabel, yLabel } = layout;
  for (const text of frame ? [title, xLabel] : [title]) {
    if (text.text === "") continue;
    const width = textWidth(text.text, text.fontSize);
    boxes.push({
      x: text.x - width / 2,
      y: text.baseline - ASCENT * text.fontSize,
      width,
      height: (ASCENT + DESCENT) * text.fontSize,
    });
  }
  if (yLabel.text !== "") {
    const width = textWidth(yLabel.text, yLabel.fontSize);
    boxes.push({
      x: yLabel.x - ASCENT * yLabel.fontSize,
      y: yLabel.baseline - width / 2,
      width: (ASCENT + DESCENT) * yLabel.fontSize,
      height: width,
    });
  }
  if (layout.legend !== undefined) boxes.push(layout.legend.box);
  if (layout.colorbar !== undefined) boxes.push(layout.colorbar.box);
  for (const label of layout.labels) {
    const width = textWidth(label.text, label.fontSize, "bold");
    boxes.push({ x: label.x - width / 2, y: label.y - label.fontSize / 2, width, height: label.fontSize });
  }
  return boxes;
}
