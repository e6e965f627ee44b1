import pixelmatch from "pixelmatch";
import type { CompareRules } from "../rules.js";
import { encodePng, type Picture } from "./decode-picture.js";

/** What pixels say about two pictures of one size. */
export interface PixelDifference {
  readonly count: number;
  /** The smallest rectangle around all pixels that differ, ends inclusive. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** A PNG with the pixels that differ in red over the faded stored picture. */
  readonly png: () => Uint8Array;
}

type PixelRules = Pick<
  CompareRules,
  "pixelThreshold" | "maxDifferentPixels" | "maxDifferentPixelRatio" | "ignoreAntialiasing"
>;

/** Compares pictures of one size by pixelmatch's perceptual measure; `undefined` if no more pixels differ than allowed. */
export function comparePixels(stored: Picture, got: Picture, rules: PixelRules): PixelDifference | undefined {
  const { width, height } = stored;
  const output = new Uint8Array(width * height * 4);
  const count = pixelmatch(aligned(stored.pixels), aligned(got.pixels), output, width, height, {
    threshold: rules.pixelThreshold,
    includeAA: !rules.ignoreAntialiasing,
  });
  if (count <= Math.max(rules.maxDifferentPixels, Math.floor(rules.maxDifferentPixelRatio * width * height))) return;
  return { count, box: redBox(output, width), png: () => encodePng(width, height, output) };
}

// pixelmatch looks at the pixels as 32-bit words.
function aligned(pixels: Uint8Array): Uint8Array {
  return pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
}

// pixelmatch draws what differs in pure red, all else in grey or yellow.
function redBox(output: Uint8Array, width: number): PixelDifference["box"] {
  let [left, top, right, bottom] = [width, Number.MAX_SAFE_INTEGER, 0, 0];
  for (let i = 0; i < output.length; i += 4) {
    if (output[i] !== 255 || output[i + 1] !== 0 || output[i + 2] !== 0) continue;
    const x = (i / 4) % width;
    const y = Math.floor(i / 4 / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = y;
  }
  return { left, top, right, bottom };
}
