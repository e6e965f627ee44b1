import { throwIfAborted } from "../../core/index.js";
import type { Output } from "../../nbformat/index.js";
import { applyPresets, sanitizerFunction } from "../normalise/index.js";
import type { Difference } from "../types.js";
import { compareLong, sameText } from "./compare-long.js";
import { comparerFor } from "./comparers.js";
import { type CompareContext, type Comparer, collectDifferences, type Place } from "./context.js";
import { type Entry, hasParts } from "./entry.js";
import type { EntryList } from "./entry-list.js";
import { flattenOutputs } from "./flatten-outputs.js";
import { applyInnerPaths } from "./json/inner-paths.js";
import { matchOrder } from "./match-order.js";
import { presetHint } from "./preset-hint.js";
import { reportCounts } from "./report-counts.js";
import { type CompareRules, checkRules } from "./rules.js";

/** Texts longer than this are compared as they are, without presets. */
const MAX_NORMALISED_LENGTH = 32 * 1024 * 1024;

/** Options of `compareOutputs`. */
export interface CompareOptions {
  readonly signal?: AbortSignal;
  /** For some of a cell's outputs: where the first of each stands among all, streams as one. Paths of rules say such places. */
  readonly first?: { readonly stored: number; readonly got: number };
  /** Whether presets are looked for with which values that differ would be equal. */
  readonly hints?: boolean;
}

/**
 * What differs between a cell's stored outputs and those of a new run; empty if nothing does. Outputs are compared key by
 * key (MIME type, stream, `ename`, `evalue`), each kind by its own rule: numbers within the tolerance, tables cell by
 * cell, JSON and Plotly figures by structure, pictures by pixels. Never more than `rules.maxDifferences`.
 * @throws OptionError for impossible rules, or a sanitizer that does not end
 */
export async function compareOutputs(
  stored: Iterable<Output>,
  got: Iterable<Output>,
  rules: CompareRules,
  options: CompareOptions = {},
): Promise<Difference[]> {
  checkRules(rules, "rules");
  const context = collectDifferences(rules, normaliser(rules));
  const before = flattenOutputs(stored, rules, options.first?.stored);
  const after = flattenOutputs(got, rules, options.first?.got);
  reportCounts(before, after, context);
  for (const [key, entries] of before) {
    const others = after.get(key);
    // Where counts differ it is open which belongs to which; nbval stops there too.
    if (others === undefined || others.length !== entries.length) continue;
    if (context.full()) break;
    await compareKey(key, entries, others, context, options);
  }
  return context.differences;
}

async function compareKey(
  key: string,
  stored: EntryList,
  got: EntryList,
  context: CompareContext & { readonly differences: Difference[] },
  { signal, hints = false }: CompareOptions,
): Promise<void> {
  const pairs = { [Symbol.iterator]: () => differentPairs(stored, got, context) };
  if (pairs[Symbol.iterator]().next().done) return;
  const compare = await comparerFor(key, context.rules.structure)();
  const several = stored.length > 1;
  const rest = several ? matchOrder(key, pairs, compare, context) : pairs;
  for (const [a, b] of rest) {
    if (context.full()) return;
    throwIfAborted(signal, "the comparison");
    const place: Place = { key, path: a.path, prefix: several ? `output ${a.output + 1}` : "" };
    if (a.isLong || b.isLong) {
      compareLong(a, b, place, context);
      continue;
    }
    const before = context.differences.length;
    compareEntries(a, b, compare, place, context);
    const found = context.differences[before];
    const hint = hints && found !== undefined ? presetHint(a, b, compare, place, context) : undefined;
    if (found !== undefined && hint !== undefined) context.differences[before] = { ...found, hint };
  }
}

/** The pairs that are not the same to the last character; there may be a million. */
function* differentPairs(stored: EntryList, got: EntryList, context: CompareContext): Generator<[Entry, Entry]> {
  for (let i = 0; i < stored.length; i++) {
    const [a, b] = [stored.at(i), got.at(i)];
    if (!sameEntries(a, b)) yield [withInnerPaths(a, context), withInnerPaths(b, context)];
  }
}

// What is kept as bytes is not read if its bytes say that it is the same.
function sameEntries(a: Entry, b: Entry): boolean {
  if (a.isLong || b.isLong) return false;
  if (a.isKept && b.isKept) return sameText(a, b);
  return a.value === b.value;
}

function compareEntries(a: Entry, b: Entry, compare: Comparer, place: Place, context: CompareContext): void {
  if (a.shown !== undefined || b.shown !== undefined) {
    const trial = collectDifferences({ ...context.rules, maxDifferences: 1 }, context.normalise, true);
    compare(a.value, b.value, place, trial);
    if (trial.differences.length > 0) compare(a.shown ?? a.value, b.shown ?? b.value, place, context);
  } else compare(a.value, b.value, place, context);
}

function withInnerPaths(entry: Entry, context: CompareContext): Entry {
  if (entry.isLong || !hasParts(entry.value)) return entry;
  const value = applyInnerPaths(entry.value, entry.path, context.rules, context.normalise);
  return value === entry.value ? entry : entry.with(value);
}

function normaliser(rules: CompareRules): (text: string, path: string) => string {
  const sanitize = sanitizerFunction(rules.sanitizers, "rules");
  return (text, path) =>
    text.length > MAX_NORMALISED_LENGTH ? text : sanitize(applyPresets(text, rules.presets), path);
}
