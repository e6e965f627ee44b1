import { createHash } from "node:crypto";
import { type Cell, stringAt } from "../../nbformat/index.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { samePieces } from "../compare/compare-long.js";
import { type AlignedPair, align } from "./align.js";
import { sourceStart, sourceText } from "./cell-text.js";

/** Two cells that belong together, or one without a partner. */
export interface CellPair extends AlignedPair {
  /** True if the cell stands elsewhere among the cells that both notebooks have. */
  readonly moved?: boolean;
}

/** From this share of common words on, two cells at the same place are one that was changed. */
const SIMILAR = 0.5;

/** How much of two sources is looked at for common words. */
const COMPARED_CHARACTERS = 1 << 16;

/** How many of the added cells are tried for each removed one. */
const MAX_TRIED = 100;

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
  return a.cell_type === b.cell_type && sameSource(a, b);
}

// Long sources are not read: they would stay in memory.
function sameSource(a: Cell, b: Cell): boolean {
  if (largeAt(a, "source") === undefined && largeAt(b, "source") === undefined) return a.source === b.source;
  return samePieces(sourceText(a).pieces(), sourceText(b).pieces());
}

/** Pairs removed with added cells between two pairs, in order. */
function joinSimilar(pairs: Iterable<AlignedPair>, a: readonly Cell[], b: readonly Cell[]): AlignedPair[] {
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
        ? added.slice(0, MAX_TRIED).findIndex((j) => free(b[j] as Cell, idsA) && isAlike(cell, b[j] as Cell))
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
  const left = words(sourceStart(a, COMPARED_CHARACTERS));
  const right = words(sourceStart(b, COMPARED_CHARACTERS));
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
  const removed = new Removed();
  for (const pair of pairs) if (pair.b === undefined) removed.add(pair.a as number, a[pair.a as number] as Cell);
  const from = new Map<number, number>();
  for (const { a: left, b: right } of pairs) {
    if (left !== undefined || right === undefined) continue;
    const found = removed.take(b[right] as Cell);
    if (found !== undefined) from.set(right, found);
  }
  const moved = new Set(from.values());
  return pairs.flatMap((pair): CellPair[] => {
    if (pair.b === undefined && moved.has(pair.a as number)) return [];
    const left = pair.a === undefined ? from.get(pair.b as number) : undefined;
    return left === undefined ? [pair] : [{ a: left, b: pair.b, moved: true }];
  });
}

/** Removed cells that are not blank, to be found by id or source: of many, each is looked at once. */
class Removed {
  readonly #byKey = new Map<string, number[]>();
  readonly #taken = new Set<number>();

  add(index: number, cell: Cell): void {
    if (sourceStart(cell, COMPARED_CHARACTERS).trim() === "") return;
    for (const key of keysOf(cell)) {
      const places = this.#byKey.get(key);
      if (places === undefined) this.#byKey.set(key, [index]);
      else places.push(index);
    }
  }

  /** Takes the first that is the same cell. */
  take(cell: Cell): number | undefined {
    let first: number | undefined;
    for (const key of keysOf(cell)) {
      const places = this.#byKey.get(key) ?? [];
      while (places[0] !== undefined && this.#taken.has(places[0])) places.shift();
      if (places[0] !== undefined) first = Math.min(first ?? places[0], places[0]);
    }
    if (first !== undefined) this.#taken.add(first);
    return first;
  }
}

/** What two cells that are the same have in common: the id, or type and source. */
function keysOf(cell: Cell): string[] {
  const hash = createHash("sha256").update(cell.cell_type).update("\0");
  for (const piece of sourceText(cell).pieces()) hash.update(piece);
  const id = stringAt(cell, "id");
  return [`source ${hash.digest("base64")}`, ...(id === undefined ? [] : [`id ${id}`])];
}
