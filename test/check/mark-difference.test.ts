import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markDifference } from "../../src/check/report/mark-difference.js";

describe("the mark of what differs", () => {
  it.each([
    ["a word", "mode=RGB x", "mqde=RGB x", ["m", "o", "de=RGB x"], ["m", "q", "de=RGB x"]],
    ["a missing part", "a, b, c", "a, c", ["a, ", "b, ", "c"], ["a, ", "", "c"]],
    ["everything", "abc", "xyz", ["", "abc", ""], ["", "xyz", ""]],
    ["a number", "n 3.15 x", "n 3.14159265 x", ["n ", "3.15", " x"], ["n ", "3.14159265", " x"]],
    ["a digit of a number", "-1.25e-07,", "-1.35e-07,", ["-", "1.25", "e-07,"], ["-", "1.35", "e-07,"]],
    ["a number that got longer", "a 12", "a 1234", ["a ", "12", ""], ["a ", "1234", ""]],
    ["a word beside a number", "a2.5b", "c2.5b", ["", "a", "2.5b"], ["", "c", "2.5b"]],
    [
      "a digit of very many",
      `${"1".repeat(99)}2`,
      `${"1".repeat(99)}3`,
      [`…${"1".repeat(60)}`, "2", ""],
      [`…${"1".repeat(60)}`, "3", ""],
    ],
    ["halves of one character", "a😀b", "a😁b", ["a", "😀", "b"], ["a", "😁", "b"]],
    [
      "the end of a long line",
      `x\n${"w".repeat(500)}1`,
      `x\n${"w".repeat(500)}2`,
      [`x\n…${"w".repeat(60)}`, "1", ""],
      [`x\n…${"w".repeat(60)}`, "2", ""],
    ],
  ])("is %s", (_name, stored, got, left, right) => {
    const parts = markDifference(stored, got).map(({ before, changed, after }) => [before, changed, after]);
    expect(parts).toEqual([left, right]);
  });

  it("loses nothing of short texts", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 50 }),
        fc.string({ unit: "grapheme", maxLength: 50 }),
        (stored, got) => {
          const whole = markDifference(stored, got).map(({ before, changed, after }) => before + changed + after);
          expect(whole).toEqual([stored, got]);
        },
      ),
    );
  });
});
