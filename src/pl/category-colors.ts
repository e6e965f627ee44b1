import { OptionError } from "../core/errors.js";
import { nearestNames } from "../core/index.js";
import { COLORMAP_NAMES, colormapHex, findColormap } from "./colormaps.js";
import { type ColorLike, parseColor, toHex } from "./colors.js";
import { defaultPalette, namedPalette, PALETTE_NAMES } from "./palettes.js";

/** Colours for categories: a list (cycled), a name ("tab20", "viridis"), or one colour for each category by name. */
export type Palette = string | readonly ColorLike[] | Readonly<Record<string, ColorLike>>;

export interface CategoryColors {
  /** `#rrggbb` per category. */
  readonly colors: readonly string[];
  /** What `uns["<key>_colors"]` should hold from now on; undefined = leave it as it is. */
  readonly toStore: readonly string[] | undefined;
}

/**
 * Scanpy's choice: the palette if one is given; else the stored colours if there are enough and all are colours; else
 * the default palette for that many categories.
 */
export function assignCategoryColors(
  key: string,
  categories: readonly string[],
  palette: Palette | undefined,
  stored: unknown,
  where: string,
): CategoryColors {
  if (palette !== undefined && !(Array.isArray(palette) && palette.length === 0)) {
    const colors = paletteColors(categories, palette, where);
    return { colors, toStore: colors };
  }
  const reused = storedColors(key, categories.length, stored);
  if (reused !== undefined) return { colors: reused, toStore: undefined };
  const colors = defaultPalette(categories.length);
  return { colors, toStore: colors };
}

function paletteColors(categories: readonly string[], palette: Palette, where: string): string[] {
  if (typeof palette === "string") return categories.map(paletteByName(palette, categories.length, where));
  if (isColorList(palette)) {
    if (palette.length < categories.length) {
      console.warn(
        `${where}: the palette has ${palette.length} colours for ${categories.length} categories; ` +
          "some categories will have the same colour.",
      );
    }
    const colors = palette.map((color) => toHex(color, `${where}: palette`));
    return categories.map((_, i) => colors[i % colors.length]!);
  }
  return categories.map((category) => {
    if (!Object.hasOwn(palette, category)) {
      throw new OptionError({ what: `palette has no colour for the category "${category}"`, where });
    }
    return toHex(palette[category], `${where}: palette, "${category}"`);
  });
}

// Array.isArray does not narrow a readonly array out of a union.
function isColorList(palette: Palette): palette is readonly ColorLike[] {
  return Array.isArray(palette);
}

/** matplotlib's maps are sampled evenly from end to end, as Scanpy does; Scanpy's own palettes are cycled. */
function paletteByName(name: string, n: number, where: string): (category: string, i: number) => string {
  const list = namedPalette(name);
  const map = findColormap(name);
  const share = (i: number): number => (n === 1 ? 0 : i / (n - 1));
  if (list !== undefined && name.startsWith("default_")) return (_, i) => list[i % list.length]!;
  if (list !== undefined) return (_, i) => list[Math.min(list.length - 1, Math.trunc(share(i) * list.length))]!;
  if (map !== undefined) return (_, i) => colormapHex(map, Math.min(255, Math.trunc(share(i) * 256)));
  const known = [...PALETTE_NAMES, ...COLORMAP_NAMES];
  const near = nearestNames(name, known);
  throw new OptionError({
    what: `unknown palette "${name}"`,
    where,
    expected: `a list of colours, or one of ${known.join(", ")}`,
    ...(near.length > 0 ? { hint: `Did you mean ${near.join(", ")}?` } : {}),
  });
}

function storedColors(key: string, nCategories: number, stored: unknown): string[] | undefined {
  if (!Array.isArray(stored) || stored.length < nCategories) return undefined;
  const colors: string[] = [];
  for (const value of stored) {
    const hex = parseColor(value);
    if (hex === undefined) {
      console.warn(
        `uns["${key}_colors"] has a value that is no colour: ${JSON.stringify(value)}. Default colours are used.`,
      );
      return undefined;
    }
    colors.push(hex);
  }
  return colors.slice(0, nCategories);
}
