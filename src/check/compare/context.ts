import type { JsonValue } from "../../nbformat/index.js";
import type { Difference } from "../types.js";
import { cut, EXCERPT_LENGTH, excerptPair } from "./excerpt.js";
import type { CompareRules } from "./rules.js";

/** How much is said of a key or a place: a file may hold any name. */
const MAX_NAME_LENGTH = 300;

/** Where a value stands: its key, its path in the cell, and what comes before finer places in `where`. */
export interface Place {
  readonly key: string;
  /** As pytest-notebook writes it: `/outputs/0/data/text/plain`. */
  readonly path: string;
  /** `output 2` if the key has several values, else empty. */
  readonly prefix: string;
}

/** What comparers share while the outputs of one cell are compared. */
export interface CompareContext {
  readonly rules: CompareRules;
  /** Only whether anything differs is asked for: no pictures, no explanations. */
  readonly isTrial: boolean;
  /** Presets and sanitizers applied to a text. */
  normalise(text: string, path: string): string;
  report(
    place: Place,
    where: string,
    message: string,
    stored: unknown,
    got: unknown,
    pictures?: Difference["pictures"],
  ): void;
  /** True once the cell has as many differences as the rules allow to list. */
  full(): boolean;
}

/** Compares two values of one key and reports what differs. */
export type Comparer = (stored: JsonValue, got: JsonValue, place: Place, context: CompareContext) => void;

/** A context that collects at most `rules.maxDifferences`. */
export function collectDifferences(
  rules: CompareRules,
  normalise: (text: string, path: string) => string,
  isTrial = false,
): CompareContext & { readonly differences: Difference[] } {
  const differences: Difference[] = [];
  return {
    rules,
    isTrial,
    normalise,
    differences,
    full: () => differences.length >= rules.maxDifferences,
    report(place, where, message, stored, got, pictures) {
      if (differences.length >= rules.maxDifferences) return;
      const whole = [place.prefix, where].filter((part) => part !== "").join(", ");
      const [storedText, gotText] = excerptPair(stored, got, place.key);
      differences.push({
        key: cut(place.key, MAX_NAME_LENGTH),
        ...(whole === "" ? {} : { where: cut(whole, MAX_NAME_LENGTH) }),
        path: cut(place.path, MAX_NAME_LENGTH),
        message: cut(message, EXCERPT_LENGTH),
        stored: storedText,
        got: gotText,
        ...(pictures === undefined ? {} : { pictures }),
      });
    },
  };
}
