import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colorbarTicks } from "../../src/pl/ticks.js";
import { golden } from "./golden.js";

describe("colorbarTicks", () => {
  it.each(golden.ticks.map((tick) => [tick.low, tick.high, tick] as const))(
    "labels %d … %d as matplotlib does",
    (low, high, { labels, offset }) => {
      const ticks = colorbarTicks(low, high);
      expect(ticks.labels).toEqual(labels);
      expect(ticks.exponent === 0 ? "" : `1e${ticks.exponent}`.replace("-", "\u2212")).toBe(offset);
    },
  );

  it("gives between two and ten marks inside any range, in order", () => {
    const ends = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(ends, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (low, width) => {
        const high = low + width;
        fc.pre((high - low) / Math.max(Math.abs(low), Math.abs(high)) > 1e-6);
        const { values, labels } = colorbarTicks(low, high);
        const slack = (high - low) * 1e-6;
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(10);
        expect(new Set(labels).size).toBe(values.length);
        for (const [i, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(i === 0 ? low - slack : values[i - 1]!);
          expect(value).toBeLessThanOrEqual(high + slack);
        }
      }),
    );
  });

  it.each([
    ["a single value", 3, 3, ["3"]],
    ["no values", Number.NaN, Number.NaN, []],
    ["an inverted range", 2, 1, []],
  ])("copes with %s", (_, low, high, labels) => {
    expect(colorbarTicks(low, high).labels).toEqual(labels);
  });
});
