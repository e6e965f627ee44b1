import { describe, expect, it } from "vitest";
import { sideBySide } from "../../src/check/report/side-by-side.js";

describe("two texts beside each other", () => {
  // Columns as a terminal counts them: two for each of these characters.
  it.each([
    ["wide characters", "日本語", "人本語", "日本語    ", "人本語    "],
    ["wide characters that are cut", "日本語日本語日本語", "x", "日本語日… ", "x         "],
    ["letters that are cut", "abcdefghijk", "x", "abcdefghi…", "x         "],
    ["marks on letters", "e\u0301a", "a", "e\u0301a        ", "a         "],
  ])("keep their columns with %s", (_name, stored, got, left, right) => {
    expect(sideBySide(stored, got, { width: 23, maxLines: 5 })).toEqual([{ left, right, same: false }]);
  });
});
