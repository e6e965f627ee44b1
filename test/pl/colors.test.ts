import { afterEach, describe, expect, it, vi } from "vitest";
import { isCellmillError } from "../../src/core/errors.js";
import { assignCategoryColors } from "../../src/pl/category-colors.js";
import { COLORMAP_NAMES, colormap, colormapHex, colormapIndex } from "../../src/pl/colormaps.js";
import { type ColorLike, parseColor, toHex } from "../../src/pl/colors.js";
import { defaultPalette } from "../../src/pl/palettes.js";

afterEach(() => vi.restoreAllMocks());

/** The error that `run` throws; it must be one of ours. */
function refusal(run: () => unknown): { tag: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isCellmillError(error)) return { tag: error.tag, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("toHex", () => {
  // Answers of matplotlib.colors.to_hex.
  it.each<[ColorLike, string]>([
    ["red", "#ff0000"],
    ["green", "#008000"],
    ["grey", "#808080"],
    ["lightgray", "#d3d3d3"],
    ["RebeccaPurple", "#663399"],
    ["g", "#008000"],
    ["c", "#00bfbf"],
    ["tab:olive", "#bcbd22"],
    ["C12", "#2ca02c"],
    ["0.5", "#808080"],
    ["#AbC", "#aabbcc"],
    ["#1f77b4", "#1f77b4"],
    ["#1f77b480", "#1f77b4"],
    [[1, 0, 0.2], "#ff0033"],
    [[0, 0.5, 1, 0.3], "#0080ff"],
  ])("reads %j", (color, hex) => {
    expect(toHex(color, "test")).toBe(hex);
  });

  it.each(["gren", "#12345", "", "2.0", [0, 1], [0, 0, 300], null, 7])("refuses %j", (color) => {
    expect(parseColor(color)).toBeUndefined();
    expect(refusal(() => toHex(color, "palette")).tag).toBe("OptionError");
  });

  it("names the nearest colours", () => {
    expect(refusal(() => toHex("gren", "palette")).message).toContain("Did you mean green");
  });
});

describe("defaultPalette", () => {
  it.each([
    [1, "#1f77b4", "#1f77b4"],
    [10, "#1f77b4", "#17becf"],
    [11, "#1f77b4", "#ffbb78"],
    [20, "#1f77b4", "#8c6d31"],
    [28, "#023fa5", "#336600"],
    [102, "#ffff00", "#324e72"],
    [103, "#808080", "#808080"],
  ])("has %d colours from %s to %s", (n, first, last) => {
    const palette = defaultPalette(n);
    expect(palette).toHaveLength(n);
    expect([palette[0], palette.at(-1)]).toEqual([first, last]);
    if (n <= 102) expect(new Set(palette).size).toBe(n);
  });
});

describe("assignCategoryColors", () => {
  const categories = ["a", "b", "c"];

  it("takes a colour for each category by name", () => {
    const palette = { c: "blue", a: "red", b: "#0f0", unused: "black" };
    expect(assignCategoryColors("k", categories, palette, undefined, "t").colors).toEqual([
      "#ff0000",
      "#00ff00",
      "#0000ff",
    ]);
  });

  it("samples a colour map and cycles a palette of scanpy's by name", () => {
    expect(assignCategoryColors("k", categories, "viridis", undefined, "t").colors).toEqual([
      "#440154",
      "#21918c",
      "#fde725",
    ]);
    expect(assignCategoryColors("k", categories, "default_28", undefined, "t").colors).toEqual(
      defaultPalette(28).slice(0, 3),
    );
  });

  it("warns and takes default colours when a stored one is none", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { colors, toStore } = assignCategoryColors("k", categories, undefined, ["red", "nonsense", "blue"], "t");
    expect(colors).toEqual(defaultPalette(3));
    expect(toStore).toEqual(colors);
    expect(warn.mock.calls[0]![0]).toContain('"nonsense"');
  });

  it("takes an empty palette for none", () => {
    expect(assignCategoryColors("k", categories, [], undefined, "t").colors).toEqual(defaultPalette(3));
  });

  it.each([
    ["an unknown palette name, naming the nearest", "virids", "Did you mean viridis"],
    ["a category without colour", { a: "red", b: "red" }, '"c"'],
    ["a word that is no colour", ["red", "bleu"], "Did you mean blue"],
  ])("refuses %s", (_, palette, text) => {
    const error = refusal(() => assignCategoryColors("k", categories, palette, undefined, "pl.pca"));
    expect(error.tag).toBe("OptionError");
    expect(error.message).toContain(text);
  });
});

describe("colormap", () => {
  it.each([
    ["viridis", "#440154", "#21918c", "#fde725"],
    ["magma", "#000004", "#b73779", "#fcfdbf"],
    ["viridis_r", "#fde725", "#21908d", "#440154"],
    ["gray", "#000000", "#808080", "#ffffff"],
  ])("has matplotlib's first, 129th and last colour: %s", (name, first, middle, last) => {
    const map = colormap(name, "t");
    expect([0, 128, 255].map((index) => colormapHex(map, index))).toEqual([first, middle, last]);
  });

  it("has 256 colours under each name", () => {
    for (const name of COLORMAP_NAMES) expect(colormap(name, "t")).toHaveLength(768);
  });

  it("refuses an unknown name with the known ones", () => {
    const error = refusal(() => colormap("jet", "pl.pca"));
    expect(error.tag).toBe("OptionError");
    expect(error.message).toContain("viridis, magma");
  });

  it.each([
    [0, 0],
    [1, 255],
    [0.5, 128],
    [-3, 0],
    [9, 255],
    [Number.NaN, -1],
    [Number.POSITIVE_INFINITY, 255],
  ])("puts %d of the scale 0 … 1 at entry %d", (value, index) => {
    expect(colormapIndex(value, 0, 1)).toBe(index);
  });

  it("puts everything at the first entry when the scale has no width", () => {
    expect(colormapIndex(5, 5, 5)).toBe(0);
  });
});
