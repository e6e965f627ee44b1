import type { Dimension, Order } from "../types.js";
import { type Keys, spaceTileKeys } from "./keys.js";

/** Compares two cells by their index; negative if the first comes first. */
export type CellCompare = (a: number, b: number) => number;

/** Global order: space tiles in tile order, within a tile the cells in cell order. `keys` per dimension. */
export function globalCompare(
  dimensions: readonly Dimension[],
  keys: readonly Keys[],
  tileOrder: Order,
  cellOrder: Order,
): CellCompare {
  const tiles = dimensions.map((dimension, d) => spaceTileKeys(dimension, keys[d]!));
  const byTile = (tileOrder === "col" ? [...tiles].reverse() : tiles).filter((list) => list !== undefined);
  const byCell = cellOrder === "col" ? [...keys].reverse() : keys;
  return compareByKeys([...byTile, ...byCell]);
}

/** Row-major order of the coordinates. */
export function rowMajorCompare(keys: readonly Keys[]): CellCompare {
  return compareByKeys(keys);
}

function compareByKeys(lists: readonly Keys[]): CellCompare {
  return (a, b) => {
    for (const list of lists) {
      const x = list[a]!;
      const y = list[b]!;
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return 0;
  };
}

/**
 * Merges runs that are each in order into one order. Of equal cells those of later runs come first: in global order the
 * newest fragment's cell leads, as libtiledb returns them.
 */
export function mergeRuns(runs: readonly Int32Array[], compare: CellCompare): Int32Array {
  let level = runs.filter((run) => run.length > 0);
  while (level.length > 1) {
    const next: Int32Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]!;
      const right = level[i + 1];
      next.push(right === undefined ? left : mergeTwo(left, right, compare));
    }
    level = next;
  }
  return level[0] ?? new Int32Array(0);
}

function mergeTwo(left: Int32Array, right: Int32Array, compare: CellCompare): Int32Array {
  const output = new Int32Array(left.length + right.length);
  let l = 0;
  let r = 0;
  let to = 0;
  while (l < left.length && r < right.length)
    output[to++] = compare(right[r]!, left[l]!) <= 0 ? right[r++]! : left[l++]!;
  output.set(left.subarray(l), to);
  output.set(right.subarray(r), to + left.length - l);
  return output;
}

/** The indices in the order of `compare`; equal cells with the larger index (the later fragment's) first. */
export function sortCells(indices: Int32Array, compare: CellCompare): Int32Array {
  return indices.slice().sort((a, b) => compare(a, b) || b - a);
}

/** One index of each group of equal neighbours: the latest by `time`, then the one with the larger index. */
export function latestOfEqual(order: Int32Array, compare: CellCompare, time: (cell: number) => number): Int32Array {
  const output = new Int32Array(order.length);
  let count = 0;
  for (let i = 0; i < order.length; ) {
    let best = order[i]!;
    let next = i + 1;
    for (; next < order.length && compare(order[i]!, order[next]!) === 0; next++) {
      const cell = order[next]!;
      const newer = time(cell) - time(best);
      if (newer > 0 || (newer === 0 && cell > best)) best = cell;
    }
    output[count++] = best;
    i = next;
  }
  return output.slice(0, count);
}
