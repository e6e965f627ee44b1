/** Area under the upper half circle of radius `r` from 0 to `x` (|x| ≤ r): the antiderivative of √(r² − x²). */
function halfCircleArea(x: number, r: number): number {
  const t = Math.min(1, Math.max(-1, x / r));
  return 0.5 * r * r * (t * Math.sqrt(1 - t * t) + Math.asin(t));
}

/**
 * The area that a disc of radius `r` around the origin shares with the rectangle [x0, x1] × [y0, y1], exact.
 * Between the places where the circle crosses the rectangle's two horizontal edges the upper and the lower bound are
 * each either an edge or the circle, so that every piece has a closed form.
 */
export function discRectangleArea(r: number, x0: number, y0: number, x1: number, y1: number): number {
  const left = Math.max(x0, -r);
  const right = Math.min(x1, r);
  if (left >= right || y0 >= r || y1 <= -r) return 0;
  const cuts = [left, right];
  for (const y of [y0, y1]) {
    if (Math.abs(y) >= r) continue;
    const x = Math.sqrt(r * r - y * y);
    if (x > left && x < right) cuts.push(x);
    if (-x > left && -x < right) cuts.push(-x);
  }
  cuts.sort((a, b) => a - b);
  let area = 0;
  for (let i = 0; i + 1 < cuts.length; i++) area += pieceArea(r, cuts[i]!, cuts[i + 1]!, y0, y1);
  return area;
}

/** The shared area over [a, b], where neither bound changes between edge and circle. */
function pieceArea(r: number, a: number, b: number, y0: number, y1: number): number {
  const middle = (a + b) / 2;
  const height = Math.sqrt(Math.max(0, r * r - middle * middle));
  if (Math.min(y1, height) <= Math.max(y0, -height)) return 0;
  const arc = halfCircleArea(b, r) - halfCircleArea(a, r);
  const top = y1 < height ? y1 * (b - a) : arc;
  const bottom = y0 > -height ? y0 * (b - a) : -arc;
  return top - bottom;
}

/** Coverage of pixels by one disc: `size × size` values in 0 … 1, row by row, to be laid down at pixel (x, y). */
export interface DiscStamp {
  readonly size: number;
  readonly coverage: Float32Array;
}

/**
 * The pixels that a disc covers whose centre lies (`fx`, `fy`) right of and below a pixel's corner (0 ≤ f < 1).
 * The stamp's first pixel lies `reach` pixels left of and above that pixel; `size = 2 · reach + 1`.
 */
export function discStamp(r: number, fx: number, fy: number, reach: number): DiscStamp {
  const size = 2 * reach + 1;
  const coverage = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const y = row - reach - fy;
    for (let column = 0; column < size; column++) {
      const x = column - reach - fx;
      coverage[row * size + column] = discRectangleArea(r, x, y, x + 1, y + 1);
    }
  }
  return { size, coverage };
}
