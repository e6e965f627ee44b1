import { align } from "./align.js";

/** A line that only one of two texts has. Lines count from 1. */
export interface LineChange {
  readonly sign: "-" | "+";
  readonly line: number;
  readonly text: string;
}

/** The lines in which two texts differ, in order. */
export function diffLines(a: string, b: string): LineChange[] {
  if (a === b) return [];
  const linesA = a === "" ? [] : a.split("\n");
  const linesB = b === "" ? [] : b.split("\n");
  return align(linesA, linesB, (x, y) => x === y).flatMap((pair): LineChange[] => {
    if (pair.a !== undefined && pair.b !== undefined) return [];
    if (pair.a !== undefined) return [{ sign: "-", line: pair.a + 1, text: linesA[pair.a] as string }];
    return [{ sign: "+", line: (pair.b as number) + 1, text: linesB[pair.b as number] as string }];
  });
}
