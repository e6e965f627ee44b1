import { type CompareContext, type Comparer, collectDifferences, type Place } from "./context.js";
import type { Entry } from "./entry.js";

/** Up to this many outputs of one key that differ in place are tried against each other. */
const MAX_SWAPPED = 12;
const MAX_UNORDERED = 64;

/**
 * Looks whether the outputs that differ in place are the same ones in another order. If all are, that is one difference,
 * or none where the rules ignore the order; else, the pairs that are left to compare.
 */
export function matchOrder(
  key: string,
  pairs: Iterable<[Entry, Entry]>,
  compare: Comparer,
  context: CompareContext,
): Iterable<[Entry, Entry]> {
  const { ignoreOrder } = context.rules;
  const equal = (a: Entry, b: Entry): boolean => {
    if (a.value === b.value) return true;
    const place: Place = { key, path: a.path, prefix: "" };
    const trial = collectDifferences({ ...context.rules, maxDifferences: 1 }, context.normalise, true);
    compare(a.value, b.value, place, trial);
    return trial.differences.length === 0;
  };
  // A million outputs that all differ are compared in place only; the list is full soon.
  const changed: [Entry, Entry][] = [];
  for (const pair of pairs) {
    if (pair.some(({ isLong }) => isLong)) return pairs;
    if (!equal(...pair)) changed.push(pair);
    if (changed.length > (ignoreOrder ? MAX_UNORDERED : MAX_SWAPPED)) return pairs;
  }
  if (changed.length === 0 || (changed.length === 1 && !ignoreOrder)) return changed;
  const open = changed.map(([, b]) => b);
  const unmatched: Entry[] = [];
  for (const [a] of changed) {
    const found = open.findIndex((b) => equal(a, b));
    if (found === -1) {
      // One output without a partner decides: this is no mere change of order.
      if (!ignoreOrder) return changed;
      unmatched.push(a);
    } else open.splice(found, 1);
  }
  if (ignoreOrder) return unmatched.map((a, i) => [a, open[i] as Entry]);
  const numbers = changed.map(([a]) => a.output + 1).join(", ");
  const first = changed[0] as [Entry, Entry];
  context.report(
    { key, path: first[0].path, prefix: "" },
    `outputs ${numbers}`,
    "the same outputs came in another order",
    first[0].value,
    first[1].value,
  );
  return [];
}
