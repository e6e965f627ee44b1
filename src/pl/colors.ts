import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/index.js";
import { namedColors } from "./named-colors.js";
import { namedPalette } from "./palettes.js";

/** A colour as matplotlib takes it: a name, hex text, a grey level as text ("0.5"), or red, green, blue in 0 … 1. */
export type ColorLike = string | readonly [number, number, number] | readonly [number, number, number, number];

const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The colour as lower-case `#rrggbb` (alpha is dropped, as Scanpy's stored colours do), or undefined if it is none. */
export function parseColor(color: unknown): string | undefined {
  if (Array.isArray(color)) return rgbToHex(color);
  if (typeof color !== "string") return undefined;
  if (HEX.test(color)) return expandHex(color.toLowerCase());
  if (/^C\d+$/.test(color)) return namedPalette("tab10")![Number(color.slice(1)) % 10]!;
  if (/^(0?\.\d+|0|1|[01]\.\d*)$/.test(color)) return rgbToHex([Number(color), Number(color), Number(color)]);
  return namedColors().get(color.toLowerCase());
}

/** The colour as `#rrggbb`; an `OptionError` with the nearest names if it is none. */
export function toHex(color: unknown, where: string): string {
  const hex = parseColor(color);
  if (hex !== undefined) return hex;
  const near = typeof color === "string" ? nearestNames(color, namedColors().keys()) : [];
  throw new OptionError({
    what: "not a colour",
    where,
    expected: 'a CSS colour name, hex text such as "#1f77b4", or [red, green, blue] between 0 and 1',
    got: JSON.stringify(color) ?? String(color),
    ...(near.length > 0 ? { hint: `Did you mean ${near.join(", ")}?` } : {}),
  });
}

/** Red, green and blue (0 … 255) of `#rrggbb`. */
export function hexToRgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function expandHex(hex: string): string {
  if (hex.length > 5) return hex.slice(0, 7);
  return `#${hex[1]}${hex[1]}${hex[2]}${hex[2]}${hex[3]}${hex[3]}`;
}

function rgbToHex(channels: readonly unknown[]): string | undefined {
  const ok = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;
  if (channels.length < 3 || channels.length > 4 || !channels.every(ok)) return undefined;
  const byte = (value: unknown): string =>
    Math.round((value as number) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${byte(channels[0])}${byte(channels[1])}${byte(channels[2])}`;
}
