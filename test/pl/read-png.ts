import { inflateSync } from "node:zlib";
import type { RgbaImage } from "../../src/pl/disc-raster.js";

/** Reads an 8-bit RGBA PNG that is not interlaced, by the PNG specification, independent of our encoder. */
export function readPng(bytes: Uint8Array): RgbaImage {
  const file = Buffer.from(bytes);
  const idat: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      if (body[8] !== 8 || body[9] !== 6 || body[12] !== 0) throw new Error("not an 8-bit RGBA PNG");
    }
    if (type === "IDAT") idat.push(body);
    at += 12 + length;
  }
  return { width, height, data: unfilter(inflateSync(Buffer.concat(idat)), width * 4, height) };
}

function unfilter(raw: Uint8Array, stride: number, height: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : data[row * stride + i - 4]!;
      const up = row === 0 ? 0 : data[(row - 1) * stride + i]!;
      const corner = i < 4 || row === 0 ? 0 : data[(row - 1) * stride + i - 4]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      data[row * stride + i] = raw[row * (stride + 1) + 1 + i]! + guess;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
