import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type FontMetrics, readFontMetrics } from "./truetype-metrics.js";

/** The two faces that figures use. */
export type FontFace = "regular" | "bold";

const FILES: Readonly<Record<FontFace, string>> = {
  regular: "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  bold: "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
};
const loaded = new Map<FontFace, FontMetrics>();

/** The font files of DejaVu Sans, matplotlib's default font too: figures look the same on every machine. */
export function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return Object.values(FILES).map((file) => require.resolve(file));
}

/** Width of a line of text in DejaVu Sans; `size` and the result in the same unit. */
export function textWidth(text: string, size: number, face: FontFace = "regular"): number {
  let metrics = loaded.get(face);
  if (metrics === undefined) {
    metrics = readFontMetrics(readFileSync(createRequire(import.meta.url).resolve(FILES[face])));
    loaded.set(face, metrics);
  }
  return metrics.measure(text) * size;
}
