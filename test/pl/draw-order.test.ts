import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisLimits } from "../../src/pl/axis-limits.js";
import { categoricalOrder, continuousOrder } from "../../src/pl/draw-order.js";
import { finiteRange, percentile } from "../../src/pl/percentile.js";

describe("categoricalOrder", () => {
  it("draws points without category first and keeps row order otherwise", () => {
    expect(categoricalOrder(Int32Array.of(2, -1, 0, -1, 1))).toEqual(Uint32Array.of(1, 3, 0, 2, 4));
  });

  it("is row order when nothing is missing", () => {
    expect(categoricalOrder(Int32Array.of(2, 0, 1))).toBeUndefined();
  });
});

describe("continuousOrder", () => {
  it("equals a reversed stable sort of the negated values with NaN last, for any float32 values", () => {
    const value = fc.oneof(
      fc.float({ noDefaultInfinity: false }),
      fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        const slow = values
          .map((_, row) => row)
          .sort((a, b) => rank(values[b]!) - rank(values[a]!) || compare(values[b]!, values[a]!))
          .reverse();
        expect(Array.from(continuousOrder(Float32Array.from(values)))).toEqual(slow);
      }),
    );
  });
});

// NaN below everything.
const rank = (value: number): number => (Number.isNaN(value) ? 0 : 1);
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

describe("axisLimits", () => {
  // The last three from matplotlib 3.11 (scatter of these values).
  it.each([
    ["a range", [0, 10, 5], [-0.5, 10.5]],
    ["values that are missing or infinite", [Number.NaN, 0, Number.POSITIVE_INFINITY, 2], [-0.1, 2.1]],
    ["one value", [4, 4], [3.78, 4.22]],
    ["zeros", [0], [-0.055, 0.055]],
    ["nothing", [], [-0.055, 0.055]],
  ])("leaves 5 %% on both sides: %s", (_, values, limits) => {
    expect(axisLimits(values)).toEqual(limits.map((value) => expect.closeTo(value, 10)));
  });

  it("leaves out a point whose other coordinate is missing", () => {
    expect(axisLimits([0, 1, 50], [0, 1, Number.NaN])).toEqual([-0.05, 1.05]);
  });
});

describe("percentile", () => {
  // numpy.nanpercentile([4, 1, nan, 3, 2], …)
  it.each([
    [0, 1],
    [25, 1.75],
    [90, 3.7],
    [100, 4],
  ])("of %d is %d", (percent, expected) => {
    expect(percentile([4, 1, Number.NaN, 3, 2], percent)).toBeCloseTo(expected, 12);
  });

  it("is NaN of nothing, and the range of nothing is 0 … 1", () => {
    expect(percentile([], 50)).toBeNaN();
    expect(finiteRange([Number.NaN])).toEqual([0, 1]);
  });
});
