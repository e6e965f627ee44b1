import fc from "fast-check";
import { expect, it } from "vitest";
import { compareByCodePoint } from "../../src/nbformat/index.js";

const units = fc.string({
  unit: fc.constantFrom("a", "\ud7ff", "\ud800", "\ud83d", "\udbff", "\udc00", "\ude00", "\udfff", "\ue000", "\uffff"),
  maxLength: 5,
});

it("keys are in the order of their code points, halves of surrogate pairs included, as Python sorts them", () => {
  fc.assert(
    fc.property(units, units, (a, b) => {
      const [x, y] = [a, b].map((text) => Array.from(text, (character) => character.codePointAt(0) as number)) as [
        number[],
        number[],
      ];
      const at = x.findIndex((point, index) => point !== y[index]);
      const expected = at < 0 ? x.length - y.length : at < y.length ? (x[at] as number) - (y[at] as number) : 1;
      expect(Math.sign(compareByCodePoint(a, b))).toBe(Math.sign(expected));
    }),
    { numRuns: 2000 },
  );
});
