import pixelmatch from "pixelmatch";
import type { CompareRules } from "../rules.js";
import { encodePng, type Picture } from "./decode-picture.js";
import { type Box, DifferencePicture } from "./difference-picture.js";

/** What pixels say about two pictures of one size. */
export interface PixelDifference {
  readonly count: number;
  /** The smallest rectangle around all pixels that differ, ends inclusive. */
  readonly box: Box;
  /** A PNG with the pixels that differ in red over the faded stored picture, framed if they are few; smaller than it, if that is large. */
  readonly png: () => Uint8Array;
}

type PixelRules = Pick<
  CompareRules,
  "pixelThreshold" | "maxDifferentPixels" | "maxDifferentPixelRatio" | "ignoreAntialiasing"
>;

/** Pictures are compared in bands of about so many pixels: what pixelmatch draws takes as much memory as a picture. */
export const BAND_PIXELS: number = 1 << 22;

/** Whether a pixel is part of a smoothed edge depends on so many rows above and below it. */
const MARGIN_ROWS = 2;

/** Compares pictures of one size by pixelmatch's perceptual measure; `undefined` if no more pixels differ than allowed. */
export function comparePixels(
  stored: Picture,
  got: Picture,
  rules: PixelRules,
  bandPixels: number = BAND_PIXELS,
): PixelDifference | undefined {
  const { width, height } = stored;
  const drawn = new DifferencePicture(width, height, bandPixels);
  let count = 0;
  let box = { left: width, top: height, right: 0, bottom: 0 };
  const rows = Math.max(1, Math.ceil(bandPixels / width));
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    const from = Math.max(0, top - MARGIN_ROWS);
    const to = Math.min(height, bottom + MARGIN_ROWS);
    const band = ({ pixels }: Picture): Uint8Array => pixels.subarray(from * width * 4, to * width * 4);
    const output = new Uint8Array((to - from) * width * 4);
    pixelmatch(aligned(band(stored)), aligned(band(got)), output, width, to - from, {
      threshold: rules.pixelThreshold,
      includeAA: !rules.ignoreAntialiasing,
    });
    const inner = output.subarray((top - from) * width * 4, (bottom - from) * width * 4);
    eachRed(inner, width, (x, y) => {
      count++;
      box = {
        left: Math.min(box.left, x),
        top: Math.min(box.top, top + y),
        right: Math.max(box.right, x),
        bottom: top + y,
      };
    });
    drawn.add(inner, top);
  }
  if (count <= Math.max(rules.maxDifferentPixels, Math.floor(rules.maxDifferentPixelRatio * width * height))) return;
  const png = (): Uint8Array => {
    drawn.frame(box);
    return encodePng(drawn.width, drawn.height, drawn.pixels);
  };
  return { count, box, png };
}

// pixelmatch looks at the pixels as 32-bit words.
function aligned(pixels: Uint8Array): Uint8Array {
  return pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
}

// pixelmatch draws what differs in pure red, all else in grey or yellow.
function eachRed(output: Uint8Array, width: number, found: (x: number, y: number) => void): void {
  for (let i = 0; i < output.length; i += 4) {
    if (output[i] !== 255 || output[i + 1] !== 0 || output[i + 2] !== 0) continue;
    found((i / 4) % width, Math.floor(i / 4 / width));
  }
}
