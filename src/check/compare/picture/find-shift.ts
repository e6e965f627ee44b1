import type { Picture } from "./decode-picture.js";

const MAX_SHIFT = 4;
const MAX_PIXELS = 4_000_000;

/**
 * By how many pixels the content moved right and down, if that explains at least nine tenths of what differs between two
 * pictures of one size: a changed font or margin rather than changed data. `undefined` if it does not, or they are large.
 */
export function findShift(
  stored: Picture,
  got: Picture,
): { readonly right: number; readonly down: number } | undefined {
  const { width, height } = stored;
  if (width * height > MAX_PIXELS || width <= 4 * MAX_SHIFT || height <= 4 * MAX_SHIFT) return undefined;
  const [a, b] = [words(stored.pixels), words(got.pixels)];
  const still = mismatches(a, b, width, height, 0, 0, Number.POSITIVE_INFINITY);
  let best = still / 10;
  let shift: { right: number; down: number } | undefined;
  for (let down = -MAX_SHIFT; down <= MAX_SHIFT; down++) {
    for (let right = -MAX_SHIFT; right <= MAX_SHIFT; right++) {
      const count = mismatches(a, b, width, height, right, down, best);
      if (count >= best) continue;
      best = count;
      shift = { right, down };
    }
  }
  return shift;
}

// Within a frame that stays inside both pictures whatever the shift; gives up at the limit.
function mismatches(
  a: Uint32Array,
  b: Uint32Array,
  width: number,
  height: number,
  right: number,
  down: number,
  limit: number,
): number {
  let count = 0;
  for (let y = MAX_SHIFT; y < height - MAX_SHIFT; y++) {
    for (let x = MAX_SHIFT; x < width - MAX_SHIFT; x++) {
      if (a[(y - down) * width + x - right] !== b[y * width + x] && ++count >= limit) return count;
    }
  }
  return count;
}

function words(pixels: Uint8Array): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** A shift in words: `moved 1 pixel right and 2 pixels up`. */
export function describeShift({ right, down }: { readonly right: number; readonly down: number }): string {
  const part = (by: number, forth: string, back: string): string =>
    by === 0 ? "" : `${Math.abs(by)} pixel${Math.abs(by) === 1 ? "" : "s"} ${by > 0 ? forth : back}`;
  return `moved ${[part(right, "right", "left"), part(down, "down", "up")].filter((text) => text !== "").join(" and ")}`;
}
