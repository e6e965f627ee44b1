import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/errors.js";
import { fontFiles, textWidth } from "../../src/pl/fonts.js";
import { readFontMetrics } from "../../src/pl/truetype-metrics.js";

describe("textWidth", () => {
  // Advances that FreeType reports for DejaVu Sans without hinting, in 1/2048 of the size.
  it.each([
    ["PC1", "regular", 1235 + 1430 + 1303],
    ["T cell", "regular", 1251 + 651 + 1126 + 1260 + 569 + 569],
    ["é µ", "regular", 1260 + 651 + 1303],
    ["PC1", "bold", 1501 + 1503 + 1425],
    ["", "regular", 0],
  ] as const)("of %j, %s", (text, face, units) => {
    expect(textWidth(text, 2048, face)).toBeCloseTo(units, 6);
  });

  it("gives a character without glyph the width of the box that stands for it", () => {
    expect(textWidth("\u4e00", 1)).toBeGreaterThan(0.5);
    expect(textWidth("\u{1f9ec}", 1)).toBe(textWidth("\u4e00", 1));
  });
});

describe("readFontMetrics", () => {
  it("refuses what is no font", () => {
    let error: unknown;
    try {
      readFontMetrics(new Uint8Array(64));
    } catch (caught) {
      error = caught;
    }
    expect(isCellmillError(error, "FormatError")).toBe(true);
  });

  it("reads every face the package draws with", () => {
    for (const file of fontFiles()) {
      expect(existsSync(file)).toBe(true);
      expect(readFontMetrics(readFileSync(file)).measure("M")).toBeGreaterThan(0.8);
    }
  });
});
