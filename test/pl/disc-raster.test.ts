import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discRectangleArea, discStamp } from "../../src/pl/disc-coverage.js";
import { type DiscJob, drawDiscs } from "../../src/pl/disc-raster.js";

const radii = fc.double({ min: 0.05, max: 12, noNaN: true });
const share = fc.double({ min: 0, max: 0.999, noNaN: true });

/** The shared area by adding up thin slices: slow, and no formula in common with ours. */
function slicedArea(r: number, x0: number, y0: number, x1: number, y1: number): number {
  const n = 20_000;
  const width = (x1 - x0) / n;
  let area = 0;
  for (let i = 0; i < n; i++) {
    const x = x0 + (i + 0.5) * width;
    const half = r * r > x * x ? Math.sqrt(r * r - x * x) : 0;
    area += Math.max(0, Math.min(y1, half) - Math.max(y0, -half)) * width;
  }
  return area;
}

describe("discRectangleArea", () => {
  it("equals the sum of thin slices", () => {
    const corner = fc.double({ min: -3, max: 3, noNaN: true });
    const side = fc.double({ min: 0.01, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), corner, corner, side, side, (r, x, y, w, h) => {
        expect(discRectangleArea(r, x, y, x + w, y + h)).toBeCloseTo(slicedArea(r, x, y, x + w, y + h), 4);
      }),
      { numRuns: 60 },
    );
  });
});

describe("discStamp", () => {
  it("covers πr² in all, never more than a pixel, wherever the disc lies", () => {
    fc.assert(
      fc.property(radii, share, share, (r, fx, fy) => {
        const { coverage } = discStamp(r, fx, fy, Math.ceil(r));
        const sum = coverage.reduce((total, value) => total + value, 0);
        expect(sum / (Math.PI * r * r)).toBeCloseTo(1, 5);
        expect(Math.max(...coverage)).toBeLessThanOrEqual(1 + 1e-6);
        expect(Math.min(...coverage)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const RED_GREEN = Uint8Array.of(255, 0, 0, 0, 255, 0);
const job = (parts: Partial<DiscJob>): DiscJob => ({
  x: [5],
  y: [5],
  radius: 2,
  colorIndex: 0,
  palette: RED_GREEN,
  alpha: 1,
  xLimits: [0, 10],
  yLimits: [0, 10],
  ...parts,
});
const pixel = ({ width, data }: { width: number; data: Uint8Array }, x: number, y: number): number[] =>
  Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));

describe("drawDiscs", () => {
  it("puts y upwards and leaves the ground transparent", () => {
    const image = drawDiscs(10, 10, job({ x: [2], y: [8] }));
    expect(pixel(image, 2, 2)).toEqual([255, 0, 0, 255]);
    expect(pixel(image, 2, 7)).toEqual([0, 0, 0, 0]);
  });

  it("draws the last of two discs on top, or as the order says", () => {
    const two = { x: [5, 5], y: [5, 5], colorIndex: Uint8Array.of(0, 1) };
    expect(pixel(drawDiscs(10, 10, job(two)), 5, 5)).toEqual([0, 255, 0, 255]);
    expect(pixel(drawDiscs(10, 10, job({ ...two, order: Uint32Array.of(1, 0) })), 5, 5)).toEqual([255, 0, 0, 255]);
  });

  it("adds up a thousand discs far smaller than a pixel without losing any to rounding", () => {
    const n = 1000;
    const radius = 0.02;
    const at = new Float64Array(n).fill(5.5);
    const image = drawDiscs(10, 10, job({ x: at, y: at, radius }));
    const expected = 1 - (1 - Math.PI * radius * radius) ** n;
    expect(pixel(image, 5, 4)[3]! / 255).toBeCloseTo(expected, 2);
    expect(pixel(image, 5, 4).slice(0, 3)).toEqual([255, 0, 0]);
  });

  it("clips discs at the edge and leaves out points that are nowhere", () => {
    const image = drawDiscs(10, 10, job({ x: [0, Number.NaN, Number.POSITIVE_INFINITY, 1e300], y: [10, 5, 5, 5] }));
    expect(pixel(image, 0, 0)[3]).toBe(255);
    const touched = image.data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length;
    expect(touched).toBeLessThanOrEqual(6);
  });

  it("takes a radius for each point and mixes by opacity", () => {
    const image = drawDiscs(10, 10, job({ x: [2, 7], y: [5, 5], radius: Float32Array.of(0, 3), alpha: 0.5 }));
    expect(pixel(image, 2, 5)[3]).toBe(0);
    expect(pixel(image, 7, 5)).toEqual([255, 0, 0, 128]);
  });
});
