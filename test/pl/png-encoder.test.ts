import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePng } from "../../src/pl/png-encoder.js";
import { readPng } from "./read-png.js";

describe("encodePng", () => {
  it("keeps every pixel of any image", () => {
    const image = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        data: fc.uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height }),
      }),
    );
    fc.assert(
      fc.property(image, (original) => {
        expect(readPng(encodePng(original))).toEqual(original);
      }),
    );
  });

  it("writes the chunks of a PNG with right checksums", () => {
    const png = Buffer.from(encodePng({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 255) }));
    // The one-pixel file, its IEND chunk byte for byte as every PNG ends.
    expect(png.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
    expect(png.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082");
    const idat = png.indexOf("IDAT");
    const pixels = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
    expect([...pixels]).toHaveLength(5);
  });

  it("stores a few scattered dots in far fewer bytes than its pixels", () => {
    const data = new Uint8Array(4 * 200 * 200);
    for (let i = 0; i < 100; i++) data.set([31, 119, 180, 255], 4 * ((i * 7919) % 40_000));
    expect(encodePng({ width: 200, height: 200, data }).length).toBeLessThan(2000);
  });
});
