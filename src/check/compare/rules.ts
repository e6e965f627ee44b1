import { checkOption } from "../../core/index.js";
import { checkSanitizer, type PresetName, presetNames, type Sanitizer } from "../normalise/index.js";

/** How the outputs of one cell are compared. */
export interface CompareRules {
  /**
   * Relative tolerance. Numbers are equal as in numpy's `isclose`: `|got - stored| <= atol + rtol * |stored|`. This
   * holds for all numbers, whole ones too, in text, tables, JSON, Plotly figures, HTML and SVG. With `rtol` and `atol`
   * both 0, numbers in text are compared by their digits: `1.0` and `1.00` differ.
   */
  readonly rtol: number;
  /** Absolute tolerance, see `rtol`. */
  readonly atol: number;
  /** Whole numbers (without point and exponent, on both sides) must be the same whatever the tolerance. */
  readonly exactIntegers: boolean;
  /** HTML, SVG, JSON and Plotly by structure; `false` compares what is text as text, as nbval does. */
  readonly structure: boolean;
  /** Only these keys are compared, if given: MIME types, `stdout`, `stderr`, `ename`, `evalue`; `*` stands for any text. */
  readonly onlyMimes?: readonly string[] | undefined;
  /** Keys that are not compared, written as in `onlyMimes`. */
  readonly ignoreMimes: readonly string[];
  /** Parts that are not compared, as pytest-notebook's paths below the cell: `/outputs/0/data/text/plain`, `/outputs/*`. */
  readonly ignorePaths: readonly string[];
  /** Named normalisers, applied to both sides before the sanitizers; `"none"` takes back those of the levels before. */
  readonly presets: readonly (PresetName | "none")[];
  /** Regular expressions and what replaces their matches, applied in order to both sides. */
  readonly sanitizers: readonly Sanitizer[];
  /** How far colours of a pixel may be apart, 0 to 1, in pixelmatch's perceptual measure. */
  readonly pixelThreshold: number;
  /** How many pixels of a picture may differ. */
  readonly maxDifferentPixels: number;
  /** Which part of a picture's pixels may differ, 0 to 1; the larger of the two limits holds. */
  readonly maxDifferentPixelRatio: number;
  /** Pixels that only differ by anti-aliasing do not count. */
  readonly ignoreAntialiasing: boolean;
  /** Outputs of one key may come in any order. The order of different keys never matters, as in nbval. */
  readonly ignoreOrder: boolean;
  /** After this many differences of a cell the comparison stops. */
  readonly maxDifferences: number;
}

/** The rules without any option. The tolerance is that of Python's `math.isclose`: below 10^9 whole numbers stay exact. */
export const DEFAULT_RULES: CompareRules = {
  rtol: 1e-9,
  atol: 0,
  exactIntegers: false,
  structure: true,
  onlyMimes: undefined,
  // Model ids of widgets are random, as nbval knows too.
  ignoreMimes: ["application/vnd.jupyter.widget-view+json"],
  ignorePaths: [],
  presets: ["ansi"],
  sanitizers: [],
  pixelThreshold: 0.02,
  maxDifferentPixels: 0,
  maxDifferentPixelRatio: 0,
  ignoreAntialiasing: false,
  ignoreOrder: false,
  maxDifferences: 20,
};

/** Rules that give nbval's verdicts: text by its characters, no picture is compared, nothing is normalised. */
export const NBVAL_RULES: CompareRules = {
  ...DEFAULT_RULES,
  rtol: 0,
  structure: false,
  ignoreMimes: [...DEFAULT_RULES.ignoreMimes, "image/png", "image/jpeg"],
  // An empty list would add nothing to the defaults' presets, and take none of them back.
  presets: ["none"],
};

export const RULE_NAMES: readonly (keyof CompareRules)[] = Object.keys(DEFAULT_RULES) as (keyof CompareRules)[];

/** Throws an `OptionError` that names the first rule with an impossible value. */
export function checkRules(rules: Partial<CompareRules>, where: string): void {
  const check = (name: keyof CompareRules, expected: string, ok: (value: unknown) => boolean): void => {
    const value = rules[name];
    if (value !== undefined) checkOption(ok(value), where, name, expected, value);
  };
  const atLeastZero = (value: unknown): boolean => typeof value === "number" && value >= 0 && Number.isFinite(value);
  const part = (value: unknown): boolean => atLeastZero(value) && (value as number) <= 1;
  const texts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === "string");
  for (const name of ["rtol", "atol"] as const) check(name, "a finite number of at least 0", atLeastZero);
  for (const name of ["pixelThreshold", "maxDifferentPixelRatio"] as const) check(name, "a number from 0 to 1", part);
  check("maxDifferentPixels", "a whole number of at least 0", (value) => atLeastZero(value) && Number.isInteger(value));
  check("maxDifferences", "a whole number of at least 1", (value) => Number.isInteger(value) && (value as number) >= 1);
  for (const name of ["exactIntegers", "structure", "ignoreAntialiasing", "ignoreOrder"] as const)
    check(name, "true or false", (value) => typeof value === "boolean");
  for (const name of ["onlyMimes", "ignoreMimes", "ignorePaths"] as const) check(name, "a list of texts", texts);
  const presets: readonly string[] = [...presetNames(), "none"];
  const expected = `a list of ${presets.join(", ")}`;
  check("presets", expected, texts);
  const unknown = rules.presets?.find((name) => !presets.includes(name));
  checkOption(unknown === undefined, where, "presets", expected, unknown);
  check("sanitizers", "a list of { pattern, replacement }", Array.isArray);
  for (const sanitizer of rules.sanitizers ?? []) checkSanitizer(sanitizer, where);
}
