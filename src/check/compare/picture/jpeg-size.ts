/** What stands in the headers of a JPEG file. */
export interface JpegSize {
  readonly width: number;
  readonly height: number;
  /** How often the decoder goes over the picture. */
  readonly scans: number;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * The size of a JPEG picture and the number of its scans, without decoding; a text with the reason if it has no single frame.
 * The decoder takes memory for each frame, and time for each scan, that a few bytes ask for.
 */
export function jpegSize(bytes: Uint8Array): JpegSize | string {
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  for (let at = 2; at + 3 < bytes.length; ) {
    const marker = bytes[at + 1] as number;
    // Compressed data, with its own escapes and restarts, goes on up to the next marker.
    if (bytes[at] !== 0xff || !isSegment(marker)) {
      const next = bytes.indexOf(0xff, at + 1);
      if (next < 0) break;
      at = next;
      continue;
    }
    if (marker === END_OF_IMAGE) break;
    if (marker === START_OF_SCAN) scans++;
    if (isFrame(marker)) {
      if (size !== undefined) return "several frames";
      if (at + 8 >= bytes.length) return "truncated";
      size = { height: word(bytes, at + 5), width: word(bytes, at + 7) };
    }
    at += 2 + word(bytes, at + 2);
  }
  return size === undefined ? "no frame" : { ...size, scans };
}

function isSegment(marker: number): boolean {
  return marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd8);
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
