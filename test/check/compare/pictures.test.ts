import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { type CompareRules, compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import { comparePixels } from "../../../src/check/compare/picture/compare-pixels.js";
import type { Difference } from "../../../src/check/types.js";
import { display, png } from "./outputs.js";

type Color = readonly [number, number, number, number];

async function compare(
  mime: string,
  stored: string,
  got: string,
  rules: Partial<CompareRules> = {},
): Promise<Difference[]> {
  return compareOutputs([display({ [mime]: stored })], [display({ [mime]: got })], { ...DEFAULT_RULES, ...rules });
}

const gradient = (x: number, y: number): Color => [x * 12, y * 12, 128, 255];
const at =
  (px: number, py: number, color: Color) =>
  (x: number, y: number): Color =>
    x === px && y === py ? color : gradient(x, y);

function jpegOf(width: number, height: number, color: (x: number, y: number) => Color, quality = 90): string {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(color(x, y), (y * width + x) * 4);
  return Buffer.from(jpeg.encode({ width, height, data }, quality).data).toString("base64");
}

it("pictures are compared in bands as they are as a whole, and drawn smaller", () => {
  const random = (seed: number): (() => number) => {
    let state = seed;
    return () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
  };
  const [width, height] = [23, 41];
  const picture = (pixels: Uint8Array) => ({ width, height, pixels, png: () => pixels });
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    const stored = new Uint8Array(width * height * 4).fill(255);
    // Lines, so that some pixels are taken for smoothed edges.
    for (let i = 0; i < stored.length; i += 4) if (next() < 0.3) stored.fill(Math.floor(next() * 3) * 127, i, i + 3);
    const got = stored.slice();
    for (let i = 0; i < got.length; i += 4) if (next() < 0.1) got.fill(Math.floor(next() * 256), i, i + 3);
    const rules = { ...DEFAULT_RULES, ignoreAntialiasing: seed % 2 === 0 };
    const whole = comparePixels(picture(stored), picture(got), rules);
    const bands = comparePixels(picture(stored), picture(got), rules, 23 * (1 + (seed % 9)));
    expect([bands?.count, bands?.box]).toEqual([whole?.count, whole?.box]);
    const drawn = PNG.sync.read(Buffer.from(bands?.png() ?? []));
    expect(drawn.width * drawn.height).toBeLessThanOrEqual(23 * 9);
    const isRed = (i: number): boolean => drawn.data.readUInt32BE(i) === 0xff0000ff;
    expect(Array.from({ length: drawn.data.length / 4 }, (_, i) => isRed(4 * i))).toContain(true);
  }
});

describe("pictures", () => {
  it.each([
    ["other bytes of equal pixels", png(20, 10, gradient), png(20, 10, gradient, { deflateLevel: 0 })],
    ["wrapped base64", png(20, 10, gradient), `${png(20, 10, gradient).replace(/.{76}/g, "$&\n")}\n`],
    ["one level of one channel", png(20, 10, gradient), png(20, 10, at(3, 4, [37, 48, 128, 255]))],
  ])("are equal with %s", async (_name, stored, got) => {
    expect(await compare("image/png", stored, got)).toEqual([]);
  });

  it("differ by one pixel, which is named and drawn", async () => {
    const stored = png(20, 10, gradient);
    const got = png(20, 10, at(3, 4, [255, 255, 255, 255]));
    const [difference, ...others] = await compare("image/png", stored, got);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({
      key: "image/png",
      where: "pixels x 3 to 3, y 4 to 4",
      message: "1 of 200 pixels (0.5 %) differ, allowed 0 (threshold 0.02)",
      stored: "20 × 10 pixels",
    });
    expect(Buffer.from(difference?.pictures?.stored ?? []).toString("base64")).toBe(stored);
    expect(Buffer.from(difference?.pictures?.got ?? []).toString("base64")).toBe(got);
    const drawn = PNG.sync.read(Buffer.from(difference?.pictures?.difference ?? []));
    expect([drawn.width, drawn.height]).toEqual([20, 10]);
    expect([...drawn.data.subarray((4 * 20 + 3) * 4, (4 * 20 + 3) * 4 + 4)]).toEqual([255, 0, 0, 255]);
    expect([...drawn.data.subarray(0, 3)]).not.toEqual([255, 0, 0]);
  });

  it.each([
    [{ maxDifferentPixels: 1 }, 0],
    [{ maxDifferentPixels: 0 }, 1],
    [{ maxDifferentPixelRatio: 0.005 }, 0],
    [{ maxDifferentPixelRatio: 0.004 }, 1],
    [{ pixelThreshold: 1 }, 0],
    [{ ignoreMimes: ["image/*"] }, 0],
    [{ onlyMimes: ["text/plain"] }, 0],
    [{ onlyMimes: ["image/png"] }, 1],
  ])("follow the rules %j", async (rules, count) => {
    const stored = png(20, 10, gradient);
    expect(await compare("image/png", stored, png(20, 10, at(3, 4, [255, 255, 255, 255])), rules)).toHaveLength(count);
  });

  it.each([
    ["a pixel", 1, 4 * 9 - 4],
    ["a pixel in the corner", 0, 9],
    ["a quarter", 25, 0],
  ])("frame %s, since in a page one pixel would not be seen", async (_name, size, framed) => {
    const white: Color = [255, 255, 255, 255];
    const differs = (x: number, y: number): boolean =>
      size === 0 ? x === 0 && y === 0 : x >= 50 && x < 50 + size && y >= 50 && y < 50 + size;
    const [difference] = await compare(
      "image/png",
      png(100, 100, () => white),
      png(100, 100, (x, y) => (differs(x, y) ? [0, 0, 0, 255] : white)),
    );
    const { data } = PNG.sync.read(Buffer.from(difference?.pictures?.difference ?? []));
    const pixels = Array.from({ length: data.length / 4 }, (_, i) => data.subarray(4 * i, 4 * i + 3).join());
    expect(pixels.filter((pixel) => pixel === "0,90,255")).toHaveLength(framed);
    expect(pixels.filter((pixel) => pixel === "255,0,0")).toHaveLength(Math.max(1, size * size));
  });

  it("name another size and keep both pictures", async () => {
    const [difference] = await compare("image/png", png(20, 10, gradient), png(21, 10, gradient));
    expect(difference?.message).toBe("the size differs: 20 × 10 pixels became 21 × 10");
    expect(difference?.pictures?.difference).toBeUndefined();
    expect(difference?.pictures?.got.length).toBeGreaterThan(50);
  });

  it.each([
    [1, 0, "; the content moved 1 pixel right"],
    [0, -2, "; the content moved 2 pixels up"],
    [-3, 4, "; the content moved 3 pixels left and 4 pixels down"],
    [5, 0, ""],
  ])("say so when the content moved by %i, %i", async (dx, dy, expected) => {
    const disc =
      (cx: number, cy: number) =>
      (x: number, y: number): Color =>
        (x - cx) ** 2 + (y - cy) ** 2 < 80 ? [x - cx + 100, y - cy + 100, 0, 255] : [255, 255, 255, 255];
    const [difference] = await compare("image/png", png(60, 50, disc(30, 25)), png(60, 50, disc(30 + dx, 25 + dy)));
    expect(difference?.message.replace(/^.*\)/, "")).toBe(expected);
  });

  it("see transparency", async () => {
    const solid = png(4, 4, () => [0, 0, 0, 255]);
    expect(
      await compare(
        "image/png",
        solid,
        png(4, 4, () => [0, 0, 0, 0]),
      ),
    ).toHaveLength(1);
  });

  it("are decoded from JPEG, and shown as PNG", async () => {
    const stored = jpegOf(32, 32, gradient);
    expect(await compare("image/jpeg", stored, stored)).toEqual([]);
    expect(await compare("image/jpeg", stored, jpegOf(32, 32, gradient, 91), { pixelThreshold: 0.1 })).toEqual([]);
    const [difference] = await compare(
      "image/jpeg",
      stored,
      jpegOf(32, 32, (x, y) => (x > 15 ? [255, 0, 0, 255] : gradient(x, y))),
    );
    expect(difference?.where).toMatch(/^pixels x 1\d to 31, y 0 to 31$/);
    expect(PNG.sync.read(Buffer.from(difference?.pictures?.stored ?? [])).width).toBe(32);
  });

  it("that cannot be decoded are compared by their bytes", async () => {
    const good = png(4, 4, gradient);
    const broken = Buffer.from(Buffer.from(good, "base64").subarray(0, 60)).toString("base64");
    expect(await compare("image/png", broken, `${broken}\n`)).toEqual([]);
    const [difference] = await compare("image/png", good, broken);
    expect(difference?.message).toMatch(/^the new picture cannot be decoded \(.+\), and the bytes differ$/);
    const [other] = await compare("image/png", "AAAA", "AAAB");
    expect(other?.message).toBe("both pictures cannot be decoded (neither PNG nor JPEG), and the bytes differ");
  });

  it("of absurd size are not decoded", async () => {
    const header = Buffer.from(png(4, 4, gradient), "base64");
    header.writeUInt32BE(1_000_000, 16);
    header.writeUInt32BE(1_000_000, 20);
    const [difference] = await compare("image/png", png(4, 4, gradient), header.toString("base64"));
    expect(difference?.message).toContain("1000000 × 1000000 pixels are too many");
  });
});
