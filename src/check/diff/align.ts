/** A pair of places in two lists: `undefined` where one has nothing for the other's item. */
export interface AlignedPair {
  readonly a: number | undefined;
  readonly b: number | undefined;
}

/** Above this many pairs the lists are only matched from both ends: a table of all pairs would take too much memory. */
const MAX_PAIRS = 4_000_000;

/** Aligns two lists by their longest common subsequence; items without a partner come at their place, `a` first. */
export function* align<T>(
  listA: ArrayLike<T>,
  listB: ArrayLike<T>,
  equal: (a: T, b: T) => boolean,
): Generator<AlignedPair> {
  let start = 0;
  let endA = listA.length;
  let endB = listB.length;
  while (start < endA && start < endB && equal(listA[start] as T, listB[start] as T)) start++;
  while (endA > start && endB > start && equal(listA[endA - 1] as T, listB[endB - 1] as T)) {
    endA--;
    endB--;
  }
  for (let i = 0; i < start; i++) yield { a: i, b: i };
  yield* alignMiddle(listA, listB, { start, endA, endB }, equal);
  for (let i = 0; endA + i < listA.length; i++) yield { a: endA + i, b: endB + i };
}

function* alignMiddle<T>(
  listA: ArrayLike<T>,
  listB: ArrayLike<T>,
  { start, endA, endB }: { start: number; endA: number; endB: number },
  equal: (a: T, b: T) => boolean,
): Generator<AlignedPair> {
  const rows = endA - start;
  const columns = endB - start;
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
      if (same(i, j)) yield { a: start + i++, b: start + j++ };
      else if (at(i + 1, j) >= at(i, j + 1)) yield { a: start + i++, b: undefined };
      else yield { a: undefined, b: start + j++ };
    }
  }
  while (i < rows) yield { a: start + i++, b: undefined };
  while (j < columns) yield { a: undefined, b: start + j++ };
}
