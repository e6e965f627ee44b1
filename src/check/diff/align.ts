/** A pair of places in two lists: `undefined` where one has nothing for the other's item. */
export interface AlignedPair {
  readonly a: number | undefined;
  readonly b: number | undefined;
}

/** Above this many pairs the lists are only matched from both ends: a table of all pairs would take too much memory. */
const MAX_PAIRS = 4_000_000;

/** Aligns two lists by their longest common subsequence; items without a partner come at their place, `a` first. */
export function align<T>(listA: readonly T[], listB: readonly T[], equal: (a: T, b: T) => boolean): AlignedPair[] {
  let start = 0;
  let endA = listA.length;
  let endB = listB.length;
  while (start < endA && start < endB && equal(listA[start] as T, listB[start] as T)) start++;
  while (endA > start && endB > start && equal(listA[endA - 1] as T, listB[endB - 1] as T)) {
    endA--;
    endB--;
  }
  const pairs: AlignedPair[] = [];
  for (let i = 0; i < start; i++) pairs.push({ a: i, b: i });
  // Not spread: arguments stand on the stack, and there may be a million.
  for (const pair of alignMiddle(listA, listB, { start, endA, endB }, equal)) pairs.push(pair);
  for (let i = 0; endA + i < listA.length; i++) pairs.push({ a: endA + i, b: endB + i });
  return pairs;
}

function alignMiddle<T>(
  listA: readonly T[],
  listB: readonly T[],
  { start, endA, endB }: { start: number; endA: number; endB: number },
  equal: (a: T, b: T) => boolean,
): AlignedPair[] {
  const rows = endA - start;
  const columns = endB - start;
  const pairs: AlignedPair[] = [];
  let i = 0;
  let j = 0;
  if (rows * columns <= MAX_PAIRS) {
    const width = columns + 1;
    const table = new Uint32Array((rows + 1) * width);
    const at = (row: number, column: number): number => table[row * width + column] as number;
    const same = (row: number, column: number): boolean => equal(listA[start + row] as T, listB[start + column] as T);
    for (let row = rows - 1; row >= 0; row--) {
      for (let column = columns - 1; column >= 0; column--) {
        table[row * width + column] = same(row, column)
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      }
    }
    while (i < rows && j < columns) {
      if (same(i, j)) pairs.push({ a: start + i++, b: start + j++ });
      else if (at(i + 1, j) >= at(i, j + 1)) pairs.push({ a: start + i++, b: undefined });
      else pairs.push({ a: undefined, b: start + j++ });
    }
  }
  while (i < rows) pairs.push({ a: start + i++, b: undefined });
  while (j < columns) pairs.push({ a: undefined, b: start + j++ });
  return pairs;
}
