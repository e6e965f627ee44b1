import type { CompareContext, Place } from "../context.js";
import { blanksMessage, compareLine, type LineComparison } from "./compare-line.js";
import { lineShift } from "./line-shift.js";
import type { TokenMode } from "./next-token.js";

interface ChangedLine {
  readonly number: number;
  readonly stored: string;
  readonly got: string;
  readonly message: string;
}

/**
 * Compares two texts line by line, numbers within the tolerance. Blanks count, except that numbers whose digits changed
 * within the tolerance may be padded anew anywhere in the text, as columns of printed tables are. Memory stays bounded:
 * lines are cut out of the texts one at a time.
 */
export function compareText(
  stored: string,
  got: string,
  place: Place,
  context: CompareContext,
  options: { readonly where?: string; readonly mode?: TokenMode } = {},
): void {
  if (stored === got) return;
  const { where = "", mode = "text" } = options;
  const changed: ChangedLine[] = [];
  const blanks: ChangedLine[] = [];
  let digitsDiffer = false;
  let number = 0;
  let from = 0;
  let to = 0;
  const limit = context.rules.maxDifferences;
  while (from <= stored.length && to <= got.length && changed.length < limit) {
    number++;
    const left = lineEnd(stored, from);
    const right = lineEnd(got, to);
    const a = stored.slice(from, left);
    const b = got.slice(to, right);
    const result: LineComparison = compareLine(a, b, context.rules, mode);
    digitsDiffer ||= result.digitsDiffer;
    if (!result.equal) changed.push({ number, stored: a, got: b, message: result.message });
    else if (result.blanksDiffer && blanks.length < limit)
      blanks.push({ number, stored: a, got: b, message: blanksMessage(a, b) });
    from = left + 1;
    to = right + 1;
  }
  const place1 = (line: number): string => [where, `line ${line}`].filter((part) => part !== "").join(", ");
  const more = from <= stored.length !== to <= got.length;
  if (more) {
    const shift = lineShift(stored, got, context.rules);
    context.report(place, place1(shift.line), shift.message, shift.stored, shift.got);
    return;
  }
  if (!digitsDiffer) changed.push(...blanks);
  changed.sort((a, b) => a.number - b.number);
  const single = !stored.includes("\n") && !got.includes("\n");
  for (const line of changed)
    context.report(place, single ? where : place1(line.number), line.message, line.stored, line.got);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
