import { StampTable } from "./disc-stamps.js";

/** Discs to draw, in data coordinates of a window that fills the raster. */
export interface DiscJob {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Point indices from bottom to top; absent: 0, 1, 2, … */
  readonly order?: Uint32Array | undefined;
  /** Radius in pixels, one for all or one per point. */
  readonly radius: number | Float32Array;
  /** Entry of `palette` per point, or one for all. */
  readonly colorIndex: number | Uint8Array | Uint16Array | Int32Array;
  /** Red, green, blue bytes, one entry after the other. */
  readonly palette: Uint8Array;
  /** Opacity of every disc, 0 … 1. */
  readonly alpha: number;
  readonly xLimits: readonly [low: number, high: number];
  readonly yLimits: readonly [low: number, high: number];
}

/** An image: red, green, blue, alpha bytes (not premultiplied), rows from the top. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * The discs drawn over each other on a transparent ground, each pixel with the exact share that the disc covers, as
 * anti-aliased renderers do: a disc of a quarter pixel still adds its twentieth of colour. Sums are floats, so that
 * a million faint discs do not drown in rounding.
 */
export function drawDiscs(width: number, height: number, job: DiscJob): RgbaImage {
  const ground = new Float32Array(width * height * 4);
  const { x, y, order, radius, colorIndex, palette, alpha } = job;
  const scaleX = width / (job.xLimits[1] - job.xLimits[0]);
  const scaleY = height / (job.yLimits[1] - job.yLimits[0]);
  const left = job.xLimits[0];
  const top = job.yLimits[1];
  const table = new StampTable();
  let stamps = typeof radius === "number" ? table.forRadius(radius) : undefined;
  const n = order === undefined ? x.length : order.length;
  for (let k = 0; k < n; k++) {
    const i = order === undefined ? k : order[k]!;
    const px = (x[i]! - left) * scaleX;
    const py = (top - y[i]!) * scaleY;
    if (!(px > -1e6 && px < 1e6 && py > -1e6 && py < 1e6)) continue; // NaN, infinite or far outside
    if (typeof radius !== "number") {
      if (!(radius[i]! > 0)) continue;
      stamps = table.forRadius(radius[i]!);
    }
    const { places, reach } = stamps!;
    const cx = Math.floor(px);
    const cy = Math.floor(py);
    const stamp = stamps!.at(Math.trunc((px - cx) * places), Math.trunc((py - cy) * places));
    const color = 3 * (typeof colorIndex === "number" ? colorIndex : colorIndex[i]!);
    blend(ground, width, height, stamp.coverage, stamp.size, cx - reach, cy - reach, palette, color, alpha);
  }
  return { width, height, data: toBytes(ground) };
}

/** Lays one stamp's colour over the premultiplied ground, clipped to the raster. */
function blend(
  ground: Float32Array,
  width: number,
  height: number,
  coverage: Float32Array,
  size: number,
  left: number,
  top: number,
  palette: Uint8Array,
  color: number,
  alpha: number,
): void {
  const red = palette[color]!;
  const green = palette[color + 1]!;
  const blue = palette[color + 2]!;
  const rowStart = Math.max(0, -top);
  const rowEnd = Math.min(size, height - top);
  const columnStart = Math.max(0, -left);
  const columnEnd = Math.min(size, width - left);
  for (let row = rowStart; row < rowEnd; row++) {
    let at = 4 * ((top + row) * width + left + columnStart);
    for (let column = columnStart; column < columnEnd; column++, at += 4) {
      const share = coverage[row * size + column]! * alpha;
      if (share === 0) continue;
      const keep = 1 - share;
      ground[at] = ground[at]! * keep + red * share;
      ground[at + 1] = ground[at + 1]! * keep + green * share;
      ground[at + 2] = ground[at + 2]! * keep + blue * share;
      ground[at + 3] = ground[at + 3]! * keep + share;
    }
  }
}

function toBytes(ground: Float32Array): Uint8Array {
  const data = new Uint8Array(ground.length);
  for (let at = 0; at < ground.length; at += 4) {
    const alpha = ground[at + 3]!;
    if (alpha <= 0) continue;
    data[at] = Math.min(255, Math.round(ground[at]! / alpha));
    data[at + 1] = Math.min(255, Math.round(ground[at + 1]! / alpha));
    data[at + 2] = Math.min(255, Math.round(ground[at + 2]! / alpha));
    data[at + 3] = Math.min(255, Math.round(alpha * 255));
  }
  return data;
}
