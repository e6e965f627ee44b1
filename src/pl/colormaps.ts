import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/index.js";
import { CIVIDIS, INFERNO, MAGMA, PLASMA, VIRIDIS } from "./colormap-tables.js";

/** 256 colours as red, green, blue bytes: `3 · 256` long, lowest value first. */
export type Colormap = Uint8Array;

const TABLES: Readonly<Record<string, string>> = {
  viridis: VIRIDIS,
  magma: MAGMA,
  inferno: INFERNO,
  plasma: PLASMA,
  cividis: CIVIDIS,
};

/** The names that `cmap` takes; each also with `_r` for the reversed map. */
export const COLORMAP_NAMES: readonly string[] = [...Object.keys(TABLES), "gray"];

/** The colour map of that name, or undefined. */
export function findColormap(name: string): Colormap | undefined {
  const reversed = name.endsWith("_r");
  const base = reversed ? name.slice(0, -2) : name;
  const map = baseColormap(base);
  return map !== undefined && reversed ? reverse(map) : map;
}

/** The colour map of that name; an `OptionError` that lists the known ones if there is none. */
export function colormap(name: string, where: string): Colormap {
  const map = findColormap(name);
  if (map !== undefined) return map;
  const near = nearestNames(name, COLORMAP_NAMES);
  throw new OptionError({
    what: `unknown colour map "${name}"`,
    where,
    expected: `one of ${COLORMAP_NAMES.join(", ")}, or one of them with _r`,
    ...(near.length > 0 ? { hint: `Did you mean ${near.join(", ")}?` } : {}),
  });
}

/** The place of `value` in a colour map, 0 … 255, truncated as matplotlib does; −1 for NaN. */
export function colormapIndex(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return -1;
  if (high <= low) return value < low ? 0 : value > high ? 255 : 0;
  return Math.min(255, Math.max(0, Math.trunc(((value - low) / (high - low)) * 256)));
}

/** Entry `index` (0 … 255) as `#rrggbb`. */
export function colormapHex(map: Colormap, index: number): string {
  const rgb = (map[3 * index]! << 16) | (map[3 * index + 1]! << 8) | map[3 * index + 2]!;
  return `#${rgb.toString(16).padStart(6, "0")}`;
}

function baseColormap(name: string): Colormap | undefined {
  if (name === "gray" || name === "grey") return Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  if (!Object.hasOwn(TABLES, name)) return undefined;
  return new Uint8Array(Buffer.from(TABLES[name]!, "hex"));
}

function reverse(map: Colormap): Colormap {
  const out = new Uint8Array(map.length);
  for (let i = 0; i < 256; i++) out.set(map.subarray(3 * (255 - i), 3 * (255 - i) + 3), 3 * i);
  return out;
}
