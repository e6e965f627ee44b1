import { textWidth } from "./fonts.js";
import { type Box, points } from "./geometry.js";

/** One line of a legend: the middle of its dot and the start of its text's baseline. */
export interface LegendEntry {
  readonly label: string;
  /** Column of the legend, from 0. */
  readonly column: number;
  readonly color: string;
  readonly dotX: number;
  readonly dotY: number;
  readonly textX: number;
  readonly baseline: number;
}

export interface Legend {
  readonly entries: readonly LegendEntry[];
  readonly nColumns: number;
  readonly fontSize: number;
  readonly dotRadius: number;
  /** Where the last column's widest text ends. */
  readonly textRight: number;
  readonly box: Box;
}

// matplotlib's legend in units of the font size: border, gap between box and axes, handle, gap to the text, lines, columns.
const BORDER = 0.4;
const AXES_GAP = 0.5;
const HANDLE_WIDTH = 2;
const HANDLE_GAP = 0.8;
const LINE_GAP = 0.5;
const COLUMN_GAP = 2;
// A line of DejaVu Sans in Agg: its height and what lies above the baseline, in font sizes (14.34 and 11.0 px at 10 pt).
const LINE_HEIGHT = 1.0322;
const LINE_ASCENT = 0.792;
// A handle's dot lies above the baseline by three eighths of the handle's height (0.7 em).
const DOT_RAISE = 0.2625;
/** Default scatter dot: 36 pt² with an edge of 1 pt. */
const DOT_RADIUS_POINTS = 3.5;

/** Scanpy's number of legend columns. */
export function legendColumns(nEntries: number): number {
  return nEntries <= 14 ? 1 : nEntries <= 30 ? 2 : 3;
}

/** The frameless legend right of the axes, centred on their height, entries down the columns. */
export function layoutLegend(
  entries: readonly { readonly label: string; readonly color: string }[],
  axes: Box,
  fontSizePoints = 10,
): Legend {
  const em = points(fontSizePoints);
  const nColumns = Math.min(legendColumns(entries.length), Math.max(1, entries.length));
  const nRows = Math.ceil(entries.length / nColumns);
  const height = 2 * BORDER * em + nRows * LINE_HEIGHT * em + (nRows - 1) * LINE_GAP * em;
  const top = axes.y + axes.height / 2 - height / 2;
  const left = axes.x + axes.width + AXES_GAP * em;
  const placed: LegendEntry[] = [];
  let x = left + BORDER * em;
  for (let column = 0, next = 0; column < nColumns; column++) {
    // The first columns take one entry more where the number does not divide.
    const count = Math.floor(entries.length / nColumns) + (column < entries.length % nColumns ? 1 : 0);
    let widest = 0;
    for (let row = 0; row < count; row++, next++) {
      const { label, color } = entries[next]!;
      const lineTop = top + BORDER * em + row * (LINE_HEIGHT + LINE_GAP) * em;
      const baseline = lineTop + LINE_ASCENT * em;
      widest = Math.max(widest, textWidth(label, em));
      placed.push({
        label,
        column,
        color,
        dotX: x + (HANDLE_WIDTH / 2) * em,
        dotY: baseline - DOT_RAISE * em,
        textX: x + (HANDLE_WIDTH + HANDLE_GAP) * em,
        baseline,
      });
    }
    x += (HANDLE_WIDTH + HANDLE_GAP) * em + widest + (column + 1 < nColumns ? COLUMN_GAP * em : 0);
  }
  const box = { x: left, y: top, width: x + BORDER * em - left, height };
  return { entries: placed, nColumns, fontSize: em, dotRadius: points(DOT_RADIUS_POINTS), textRight: x, box };
}
