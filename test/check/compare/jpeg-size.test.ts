import jpeg from "jpeg-js";
import { expect, it } from "vitest";
import { decodePicture } from "../../../src/check/compare/picture/decode-picture.js";
import { jpegSize } from "../../../src/check/compare/picture/jpeg-size.js";

const small = new Uint8Array(jpeg.encode({ width: 40, height: 30, data: Buffer.alloc(40 * 30 * 4, 9) }, 90).data);

/** Start of image, one frame header of a size, as many scans as wanted, end. */
function headers(width: number, height: number, frames: number, scans: number): Uint8Array {
  const frame = [0xff, 0xc2, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0x00, 0xff, 0xd0];
  const repeated = (list: readonly number[], count: number): number[] =>
    Array.from({ length: count }, () => list).flat();
  return Uint8Array.from([0xff, 0xd8, ...repeated(frame, frames), ...repeated(scan, scans), 0xff, 0xd9]);
}

it("the size of a JPEG file and its scans are read from its headers", () => {
  expect(jpegSize(small)).toEqual({ width: 40, height: 30, scans: 1 });
  expect(jpegSize(headers(300, 200, 1, 5))).toEqual({ width: 300, height: 200, scans: 5 });
  expect(jpegSize(small.subarray(0, 20))).toBe("no frame");
});

it.each([
  ["several frames", headers(500, 500, 2, 1), "several frames"],
  [
    "too many pixels",
    headers(65_535, 65_535, 1, 1),
    "65535 × 65535 pixels are too many, at most 6 million: show it smaller, or ignore its MIME type",
  ],
  ["too many scans", headers(2_400, 2_400, 1, 2_000), "2000 scans are too many"],
])("a JPEG file with %s is not decoded", (_what, bytes, reason) => {
  expect(decodePicture(bytes)).toBe(reason);
});
