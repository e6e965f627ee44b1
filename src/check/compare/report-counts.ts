import { sameText } from "./compare-long.js";
import type { CompareContext } from "./context.js";
import { count } from "./count.js";
import type { Entry } from "./entry.js";
import { EntryList } from "./entry-list.js";
import { excerpt, excerptPieces } from "./excerpt.js";

/** How much is shown of an output that is missing or new. */
const EXCERPT_LENGTH = 500;

const NONE = new EntryList("", "raw");

/** Reports outputs that are missing or new, all in one difference: an output with several MIME types is one event. */
export function reportCounts(
  stored: ReadonlyMap<string, EntryList>,
  got: ReadonlyMap<string, EntryList>,
  context: CompareContext,
): void {
  const parts: string[] = [];
  const missing: string[] = [];
  const surplus: string[] = [];
  const numbers = new Set<number>();
  for (const key of new Set([...stored.keys(), ...got.keys()])) {
    const before = stored.get(key) ?? NONE;
    const after = got.get(key) ?? NONE;
    if (before.length === after.length) continue;
    if (after.length === 0) parts.push(`${key} is missing`);
    else if (before.length === 0) parts.push(`${key} is new`);
    else parts.push(`${key}: ${count(before.length, "output")} became ${after.length}`);
    const [longer, shorter, list] = before.length > after.length ? [before, after, missing] : [after, before, surplus];
    const lone = withoutPartner(longer, shorter);
    if (before.length > after.length) numbers.add(lone.output);
    list.push(`${key}: ${excerptOf(lone, key)}`);
  }
  if (parts.length === 0) return;
  const where = numbers.size === 1 ? `output ${([...numbers][0] as number) + 1}` : "";
  const place = { key: "outputs", path: "/outputs", prefix: "" };
  context.report(place, where, parts.join("; "), missing.join("\n"), surplus.join("\n"));
}

/** The first of the longer list that has no equal in the shorter one, in order. */
function withoutPartner(longer: EntryList, shorter: EntryList): Entry {
  let at = 0;
  while (at < shorter.length && isSame(longer.at(at), shorter.at(at))) at++;
  return longer.at(at);
}

function isSame(a: Entry, b: Entry): boolean {
  return a.isKept || b.isKept ? sameText(a, b) : a.value === b.value;
}

function excerptOf(entry: Entry, key: string): string {
  return entry.isKept ? excerptPieces(entry.pieces(), EXCERPT_LENGTH, key) : excerpt(entry.value, EXCERPT_LENGTH, key);
}
