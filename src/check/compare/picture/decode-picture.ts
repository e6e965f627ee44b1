import { inflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { jpegSize } from "./jpeg-size.js";

/** Pixels as RGBA, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** The picture as a PNG file. */
  readonly png: () => Uint8Array;
}

/** PNG pictures beyond this many pixels are not decoded: two of them take 4 bytes a pixel each, and one as much again. */
const MAX_PNG_PIXELS = 16_000_000;

/** JPEG pictures take several times as much while they are decoded. */
const MAX_JPEG_PIXELS = 6_000_000;

/** Nor are JPEG pictures whose scans go over more pixels than this; progressive ones have about ten. */
const MAX_SCANNED_PIXELS = 64 * MAX_JPEG_PIXELS;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The picture in the bytes, PNG or JPEG by their first bytes; a text with the reason if it cannot be decoded. */
export function decodePicture(bytes: Uint8Array): Picture | string {
  try {
    if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return decodePng(Buffer.from(bytes));
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes);
    return "neither PNG nor JPEG";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function decodePng(bytes: Buffer): Picture | string {
  // The size stands in the IHDR chunk, always the first: look before the decoder allocates.
  if (bytes.length < 33) return "truncated";
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (width * height > MAX_PNG_PIXELS) return tooMany({ width, height }, MAX_PNG_PIXELS);
  if (bytes[28] === 1) refuseBomb(bytes, width, height);
  const { data } = PNG.sync.read(bytes);
  return { width, height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.length), png: () => bytes };
}

function tooMany({ width, height }: { readonly width: number; readonly height: number }, most: number): string {
  return `${width} × ${height} pixels are too many, at most ${most / 1e6} million: show it smaller, or ignore its MIME type`;
}

// The decoder bounds what it inflates except for interlaced pictures.
function refuseBomb(bytes: Buffer, width: number, height: number): void {
  const chunks: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") chunks.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  // At most 8 bytes a pixel, a filter byte a row, seven passes.
  inflateSync(Buffer.concat(chunks), { maxOutputLength: width * height * 8 + 7 * (height + 1) + 64 });
}

function decodeJpeg(bytes: Uint8Array): Picture | string {
  const size = jpegSize(bytes);
  if (typeof size === "string") return size;
  if (size.width * size.height > MAX_JPEG_PIXELS) return tooMany(size, MAX_JPEG_PIXELS);
  if (size.scans * size.width * size.height > MAX_SCANNED_PIXELS) return `${size.scans} scans are too many`;
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxResolutionInMP: MAX_JPEG_PIXELS / 1e6,
    maxMemoryUsageInMB: 512,
  });
  return { width, height, pixels: data, png: () => encodePng(width, height, data) };
}

/** RGBA pixels as a PNG file. */
export function encodePng(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length);
  return PNG.sync.write(png);
}
