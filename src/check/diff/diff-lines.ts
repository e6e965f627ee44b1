import { align } from "./align.js";

/** A line that only one of two texts has, or one beside such lines that both have (sign " "). */
export interface LineChange {
  readonly sign: "-" | "+" | " ";
  /** Counts from 1: in the first text for "-", in the second one for the others. */
  readonly line: number;
  readonly text: string;
}

/** How many lines before and behind a change are shown with it, as git does. */
const CONTEXT = 3;

/** The lines in which two texts differ and those beside them, in order. */
export function diffLines(a: string, b: string): LineChange[] {
  if (a === b) return [];
  const linesA = a === "" ? [] : a.split("\n");
  const linesB = b === "" ? [] : b.split("\n");
  const all = align(linesA, linesB, (x, y) => x === y).map((pair): LineChange => {
    if (pair.b === undefined) return { sign: "-", line: (pair.a as number) + 1, text: linesA[pair.a as number] ?? "" };
    return { sign: pair.a === undefined ? "+" : " ", line: pair.b + 1, text: linesB[pair.b] ?? "" };
  });
  const shown = new Uint8Array(all.length);
  for (const [i, { sign }] of all.entries()) if (sign !== " ") shown.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1);
  return all.filter((_, i) => shown[i] === 1);
}
