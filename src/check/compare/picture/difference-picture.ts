/** A rectangle of pixels, ends inclusive. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What takes less than this part of the width and height is framed. */
const SMALL = 1 / 16;
const FRAME_COLOR = [0, 90, 255, 255];

/** The picture that shows what differs, put together from bands; of a large one, each pixel stands for a square of several. */
export class DifferencePicture {
  readonly width: number;
  readonly height: number;
  readonly #scale: number;
  readonly #fullWidth: number;
  #pixels: Uint8Array | undefined;

  constructor(width: number, height: number, mostPixels: number) {
    this.#scale = Math.ceil(Math.sqrt((width * height) / mostPixels));
    this.#fullWidth = width;
    this.width = Math.ceil(width / this.#scale);
    this.height = Math.ceil(height / this.#scale);
  }

  /** RGBA. */
  get pixels(): Uint8Array {
    this.#pixels ??= new Uint8Array(this.width * this.height * 4);
    return this.#pixels;
  }

  /** Draws a frame around what differs (ends inclusive), if it is so small that it would not be seen in a page. */
  frame(box: Box): void {
    const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom].map((at) =>
      Math.floor(at / this.#scale),
    ) as [number, number, number, number];
    if (right - left >= this.width * SMALL || bottom - top >= this.height * SMALL) return;
    const line = Math.max(1, Math.round(Math.max(this.width, this.height) / 300));
    const far = 4 * line;
    const { pixels, width, height } = this;
    for (let y = Math.max(0, top - far); y <= Math.min(height - 1, bottom + far); y++) {
      for (let x = Math.max(0, left - far); x <= Math.min(width - 1, right + far); x++) {
        const inside = Math.min(x - left, right - x, y - top, bottom - y);
        if (inside < line - far) pixels.set(FRAME_COLOR, (y * width + x) * 4);
      }
    }
  }

  /** Adds the rows that begin at `top`. A square with anything red in it is red. */
  add(rows: Uint8Array, top: number): void {
    if (this.#scale === 1 && top === 0 && rows.length === this.width * this.height * 4) {
      this.#pixels = rows;
      return;
    }
    const { pixels, width } = this;
    for (let i = 0; i < rows.length; i += 4) {
      const x = (i / 4) % this.#fullWidth;
      const y = top + Math.floor(i / 4 / this.#fullWidth);
      const at = (Math.floor(y / this.#scale) * width + Math.floor(x / this.#scale)) * 4;
      const isRed = rows[i] === 255 && rows[i + 1] === 0 && rows[i + 2] === 0;
      const isFirst = pixels[at + 3] === 0;
      if (isRed || isFirst) pixels.set(rows.subarray(i, i + 4), at);
    }
  }
}
