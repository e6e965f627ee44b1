import { count } from "../count.js";
import type { CompareRules } from "../rules.js";
import { compareLine } from "./compare-line.js";

export interface LineShift {
  /** 1-based number of the first line that is new, missing or different. */
  readonly line: number;
  readonly message: string;
  readonly stored: string;
  readonly got: string;
}

/** Says where texts with unequal numbers of lines part: lines before and after the change are equal within the tolerance. */
export function lineShift(stored: string, got: string, rules: CompareRules): LineShift {
  if (`${stored}\n` === got || stored === `${got}\n`) {
    const what = stored.length < got.length ? "is new" : "is missing";
    return {
      line: countLines(stored),
      message: `the newline at the end ${what}`,
      stored: stored.slice(-80),
      got: got.slice(-80),
    };
  }
  const before = commonStart(stored, got, rules);
  const left = stored.slice(before.stored);
  const right = got.slice(before.got);
  const after = commonEnd(left, right);
  const missing = left.slice(0, after.stored);
  const surplus = right.slice(0, after.got);
  const missingLines = countLines(missing);
  const surplusLines = countLines(surplus);
  const counts = `${count(countLines(stored), "line")} became ${countLines(got)}`;
  const what =
    missing === ""
      ? `${surplusLines} new from line ${before.lines + 1} on`
      : surplus === ""
        ? `${missingLines} missing from line ${before.lines + 1} on`
        : `line ${before.lines + 1} is the first that differs`;
  return { line: before.lines + 1, message: `${counts}: ${what}`, stored: missing, got: surplus };
}

function commonStart(stored: string, got: string, rules: CompareRules): { stored: number; got: number; lines: number } {
  let from = 0;
  let to = 0;
  let lines = 0;
  for (;;) {
    const left = stored.indexOf("\n", from);
    const right = got.indexOf("\n", to);
    if (left === -1 || right === -1) return { stored: from, got: to, lines };
    const result = compareLine(stored.slice(from, left), got.slice(to, right), rules);
    if (!result.equal || result.blanksDiffer) return { stored: from, got: to, lines };
    from = left + 1;
    to = right + 1;
    lines++;
  }
}

// Lengths of what is left of both texts without their common last lines, exact ones.
function commonEnd(stored: string, got: string): { stored: number; got: number } {
  let same = 0;
  const most = Math.min(stored.length, got.length);
  while (same < most && stored.charCodeAt(stored.length - 1 - same) === got.charCodeAt(got.length - 1 - same)) same++;
  // Back to the start of a line on both sides.
  const line = (text: string): boolean => same === text.length || text.charCodeAt(text.length - same - 1) === 10;
  while (same > 0 && !(line(stored) && line(got))) same--;
  return { stored: stored.length - same, got: got.length - same };
}

function countLines(text: string): number {
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
