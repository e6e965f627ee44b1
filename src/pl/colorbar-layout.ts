import { textWidth } from "./fonts.js";
import { type Box, points, unionBox } from "./geometry.js";
import { colorbarTicks } from "./ticks.js";

export interface ColorbarTick {
  readonly label: string;
  readonly value: number;
  readonly y: number;
}

export interface Colorbar {
  readonly bar: Box;
  readonly ticks: readonly ColorbarTick[];
  readonly tickLength: number;
  readonly textX: number;
  readonly fontSize: number;
  /** Text such as "1e6" above the bar, if a power of ten was taken out of the labels. */
  readonly exponentText: string | undefined;
  /** Bar and labels. */
  readonly box: Box;
}

// What Scanpy hands to matplotlib's colorbar: shares of the axes' width, and height over width.
const FRACTION = 0.08;
const PAD = 0.01;
const ASPECT = 30;
/** Share of a panel's width that its axes keep beside a colour bar; Scanpy narrows panels with a legend as much. */
export const NARROWED: number = 1 - FRACTION - PAD;
const TICK_LENGTH_POINTS = 3.5;
const TICK_PAD_POINTS = 3.5;
const FONT_POINTS = 10;

/** The colour bar right of the axes; `slot` is the panel's box before it was narrowed. */
export function layoutColorbar(slot: Box, low: number, high: number): Colorbar {
  const bar = {
    x: slot.x + slot.width * (NARROWED + PAD),
    y: slot.y,
    width: slot.height / ASPECT,
    height: slot.height,
  };
  const { values, labels, exponent } = colorbarTicks(low, high);
  const fontSize = points(FONT_POINTS);
  const textX = bar.x + bar.width + points(TICK_LENGTH_POINTS) + points(TICK_PAD_POINTS);
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
  const ticks = values.map((value, i) => ({ label: labels[i]!, value, y: bar.y + bar.height * (1 - share(value)) }));
  const exponentText = exponent === 0 ? undefined : `1e${exponent}`.replace("-", "\u2212");
  const texts = ticks.map((tick) => ({
    x: textX,
    y: tick.y - fontSize / 2,
    width: textWidth(tick.label, fontSize),
    height: fontSize,
  }));
  if (exponentText !== undefined)
    texts.push({ x: bar.x, y: bar.y - 1.3 * fontSize, width: textWidth(exponentText, fontSize), height: fontSize });
  return {
    bar,
    ticks,
    tickLength: points(TICK_LENGTH_POINTS),
    textX,
    fontSize,
    exponentText,
    box: unionBox([bar, ...texts]),
  };
}
