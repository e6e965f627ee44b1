/** Pixels of the figure at 100 dpi, y downwards from the figure's top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Figures are laid out at matplotlib's 100 dots per inch; other resolutions scale the result. */
export const LAYOUT_DPI = 100;

/** Pixels at layout resolution from points (1/72 inch). */
export function points(value: number): number {
  return (value * LAYOUT_DPI) / 72;
}

/** The smallest box around all of them. */
export function unionBox(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
