import { OptionError } from "../../core/index.js";
import { isBigType, toBinaryString } from "../schema/range.js";
import type { Dimension, DomainRange, DomainValue } from "../types.js";
import type { Keys } from "./keys.js";

/** Compares numbers, bigints and byte strings. */
export function compareValues(a: DomainValue, b: DomainValue): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Inclusive ranges of one dimension, sorted and without overlaps. */
export class RangeSet {
  readonly lows: readonly DomainValue[];
  readonly highs: readonly DomainValue[];

  constructor(ranges: readonly DomainRange[]) {
    const sorted = [...ranges].sort((a, b) => compareValues(a[0], b[0]));
    const lows: DomainValue[] = [];
    const highs: DomainValue[] = [];
    for (const [low, high] of sorted) {
      const last = highs.at(-1);
      if (last !== undefined && touches(last, low)) {
        if (compareValues(high, last) > 0) highs[highs.length - 1] = high;
      } else {
        lows.push(low);
        highs.push(high);
      }
    }
    this.lows = lows;
    this.highs = highs;
  }

  /** Some value of `low … high` is in the set. */
  overlaps(low: DomainValue, high: DomainValue): boolean {
    const i = this.#firstEndingAtOrAfter(low);
    return i < this.lows.length && compareValues(this.lows[i]!, high) <= 0;
  }

  /** Every value of `low … high` is in the set. */
  covers(low: DomainValue, high: DomainValue): boolean {
    const i = this.#firstEndingAtOrAfter(low);
    return i < this.lows.length && compareValues(this.lows[i]!, low) <= 0 && compareValues(this.highs[i]!, high) >= 0;
  }

  /** Clears the mask where the key is not in the set. */
  mask(keys: Keys, mask: Uint8Array): void {
    if (this.lows.length === 1) {
      const low = this.lows[0]!;
      const high = this.highs[0]!;
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!;
        if (key < low || key > high) mask[i] = 0;
      }
      return;
    }
    let at = 0; // coordinates come mostly in order, so the last range is tried first
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (at < this.lows.length && key >= this.lows[at]! && key <= this.highs[at]!) continue;
      at = this.#firstEndingAtOrAfter(key);
      if (at >= this.lows.length || key < this.lows[at]!) mask[i] = 0;
    }
  }

  #firstEndingAtOrAfter(value: DomainValue): number {
    let from = 0;
    let to = this.highs.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareValues(this.highs[middle]!, value) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

// Neighbouring integers join too, so that lists of ids become runs.
function touches(end: DomainValue, start: DomainValue): boolean {
  if (compareValues(start, end) <= 0) return true;
  if (typeof end === "bigint" && typeof start === "bigint") return start === end + 1n;
  return (
    typeof end === "number" && typeof start === "number" && Number.isInteger(end) && start === end + 1 && end < 2 ** 53
  );
}

/** The user's ranges of a dimension, checked: right kind of values, low ≤ high. */
export function parseRanges(dimension: Dimension, ranges: readonly DomainRange[], where: string): RangeSet {
  const kind = dimension.isVar ? "string" : isBigType(dimension.type) ? "bigint or integer" : "number";
  const convert = (value: unknown): DomainValue => {
    if (dimension.isVar && typeof value === "string") return toBinaryString(value);
    if (!dimension.isVar && typeof value === "number" && !Number.isNaN(value)) return value;
    if (!dimension.isVar && typeof value === "bigint")
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    throw new OptionError({
      what: `range of dimension ${dimension.name}`,
      where,
      expected: `a ${kind}`,
      got: `${typeof value} ${String(value)}`,
    });
  };
  return new RangeSet(
    ranges.map((range) => {
      const low = convert(range[0]);
      const high = convert(range[1]);
      if (compareValues(low, high) <= 0) return [low, high] as const;
      throw new OptionError({
        what: `range of dimension ${dimension.name}`,
        where,
        expected: "low ≤ high (both inclusive)",
        got: `[${String(range[0])}, ${String(range[1])}]`,
      });
    }),
  );
}
