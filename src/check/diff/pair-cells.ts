import { type Cell, stringAt } from "../../nbformat/index.js";
import { type AlignedPair, align } from "./align.js";

/** Two cells that belong together, or one without a partner. */
export interface CellPair extends AlignedPair {
  /** True if the cell stands elsewhere among the cells that both notebooks have. */
  readonly moved?: boolean;
}

/** From this share of common words on, two cells at the same place are one that was changed. */
const SIMILAR = 0.5;

/**
 * Pairs the cells of two notebooks: those with the same id or the same source in order, between them those that are alike,
 * and at last those that stand elsewhere. In the order of the second notebook, removed cells at their place.
 */
export function pairCells(a: readonly Cell[], b: readonly Cell[]): CellPair[] {
  const paired = joinSimilar(align(a, b, sameCell), a, b);
  return joinMoved(paired, a, b);
}

function sameCell(a: Cell, b: Cell): boolean {
  const id = stringAt(a, "id");
  if (id !== undefined && id === stringAt(b, "id")) return true;
  return a.cell_type === b.cell_type && a.source === b.source;
}

/** Pairs removed with added cells between two pairs, in order. */
function joinSimilar(pairs: readonly AlignedPair[], a: readonly Cell[], b: readonly Cell[]): AlignedPair[] {
  // A cell whose id the other notebook has was moved, and is no other cell that was changed.
  const idsA = ids(a);
  const idsB = ids(b);
  const free = (cell: Cell, others: ReadonlySet<string>): boolean => !others.has(stringAt(cell, "id") ?? "");
  const result: AlignedPair[] = [];
  let removed: number[] = [];
  let added: number[] = [];
  const flush = (): void => {
    for (const i of removed) {
      const cell = a[i] as Cell;
      const found = free(cell, idsB)
        ? added.findIndex((j) => free(b[j] as Cell, idsA) && isAlike(cell, b[j] as Cell))
        : -1;
      if (found < 0) result.push({ a: i, b: undefined });
      else {
        for (const j of added.splice(0, found)) result.push({ a: undefined, b: j });
        result.push({ a: i, b: added.shift() });
      }
    }
    for (const j of added) result.push({ a: undefined, b: j });
    removed = [];
    added = [];
  };
  for (const pair of pairs) {
    if (pair.a === undefined) added.push(pair.b as number);
    else if (pair.b === undefined) removed.push(pair.a);
    else {
      flush();
      result.push(pair);
    }
  }
  flush();
  return result;
}

function ids(cells: readonly Cell[]): Set<string> {
  return new Set(cells.flatMap((cell) => stringAt(cell, "id") ?? []));
}

function isAlike(a: Cell, b: Cell): boolean {
  if (a.cell_type !== b.cell_type) return false;
  const left = words(a.source);
  const right = words(b.source);
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const rest = counts.get(word) ?? 0;
    if (rest === 0) continue;
    counts.set(word, rest - 1);
    common++;
  }
  return 2 * common >= SIMILAR * (left.length + right.length) && common > 0;
}

function words(source: string): string[] {
  return source.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** Pairs each removed cell with the added one that has its id or its source. */
function joinMoved(pairs: readonly AlignedPair[], a: readonly Cell[], b: readonly Cell[]): CellPair[] {
  const removed = pairs.flatMap((pair) => (pair.b === undefined ? [pair.a as number] : []));
  const from = new Map<number, number>();
  for (const { a: left, b: right } of pairs) {
    if (left !== undefined || right === undefined) continue;
    const cell = b[right] as Cell;
    const found = removed.findIndex((i) => sameCell(a[i] as Cell, cell) && (a[i] as Cell).source.trim() !== "");
    if (found >= 0) from.set(right, removed.splice(found, 1)[0] as number);
  }
  const moved = new Set(from.values());
  return pairs.flatMap((pair): CellPair[] => {
    if (pair.b === undefined && moved.has(pair.a as number)) return [];
    const left = pair.a === undefined ? from.get(pair.b as number) : undefined;
    return left === undefined ? [pair] : [{ a: left, b: pair.b, moved: true }];
  });
}
