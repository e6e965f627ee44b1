import { applyPresets, type PresetName, presetNames } from "../normalise/index.js";
import { type CompareContext, type Comparer, collectDifferences, type Place } from "./context.js";
import type { Entry } from "./entry.js";

/** For longer values no hint is looked for. */
const MAX_SIZE = 1 << 20;

/** Names the fewest presets with which two values that differ would be equal; `undefined` if there are none. */
export function presetHint(
  a: Entry,
  b: Entry,
  compare: Comparer,
  place: Place,
  context: CompareContext,
): string | undefined {
  const { rules } = context;
  // Who writes expressions knows of presets, and each expression may take seconds.
  if (Math.max(a.size, b.size) > MAX_SIZE || rules.sanitizers.length > 0) return undefined;
  const [stored, got] = [a.value, b.value];
  const equalWith = (names: readonly PresetName[]): boolean => {
    const normalise = (text: string, path: string): string => context.normalise(applyPresets(text, names), path);
    const trial = collectDifferences({ ...rules, maxDifferences: 1 }, normalise, true);
    compare(stored, got, place, trial);
    return trial.differences.length === 0;
  };
  let needed = presetNames().filter((name) => !rules.presets.includes(name));
  if (!equalWith(needed)) return undefined;
  for (const name of needed) {
    const fewer = needed.filter((other) => other !== name);
    if (equalWith(fewer)) needed = fewer;
  }
  return `equal with ${needed.map((name) => `--preset ${name}`).join(" ")}`;
}
