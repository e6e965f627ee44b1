import { ShapeError } from "../../core/index.js";
import type { Dimension } from "../types.js";
import type { ExactNumbers } from "./exact-numbers.js";

type Scalar = number | bigint;

/**
 * Holds the cells of a fragment to global order: space tiles row-major, cells row-major within. A reader trusts the
 * order, so that one misplaced cell would make wrong answers.
 */
export class GlobalOrderCheck {
  readonly #dimensions: readonly Dimension[];
  readonly #allowsDuplicates: boolean;
  #cells = 0;
  #last: Scalar[] | undefined;

  constructor(dimensions: readonly Dimension[], allowsDuplicates: boolean) {
    this.#dimensions = dimensions;
    this.#allowsDuplicates = allowsDuplicates;
  }

  /** Takes the next tile's coordinates, one array per dimension. */
  accept(coords: readonly ExactNumbers[]): void {
    const count = coords[0]!.length;
    if (count === 0) return;
    const first = coords.map((values) => values[0]!);
    if (this.#last !== undefined) this.#refuse(0, compareScalars(this.#last, first, this.#dimensions));
    const bad = coords.every((values) => values instanceof Float64Array)
      ? firstDisorder(coords as Float64Array[], this.#dimensions, this.#allowsDuplicates)
      : firstDisorderExact(coords, this.#dimensions, this.#allowsDuplicates);
    if (bad > 0) this.#refuse(bad, 1);
    this.#last = coords.map((values) => values[count - 1]!);
    this.#cells += count;
  }

  #refuse(index: number, order: number): void {
    if (order < 0 || (order === 0 && this.#allowsDuplicates)) return;
    throw new ShapeError({
      what: `cell ${this.#cells + index}`,
      expected: this.#allowsDuplicates ? "cells in global order" : "cells in global order without duplicates",
      got: order === 0 ? "the coordinates of the cell before" : "a cell that belongs before the one before it",
    });
  }
}

/** Index of the first cell that is not after its predecessor, or −1. */
function firstDisorder(
  coords: readonly Float64Array[],
  dimensions: readonly Dimension[],
  equalIsFine: boolean,
): number {
  const lows = dimensions.map((d) => Number(d.domain![0]));
  const extents = dimensions.map((d) => Number(d.tileExtent));
  const count = coords[0]!.length;
  for (let i = 1; i < count; i++) {
    let order = 0;
    for (let d = 0; d < coords.length && order === 0; d++) {
      const before = Math.floor((coords[d]![i - 1]! - lows[d]!) / extents[d]!);
      order = before - Math.floor((coords[d]![i]! - lows[d]!) / extents[d]!);
    }
    for (let d = 0; d < coords.length && order === 0; d++) order = coords[d]![i - 1]! - coords[d]![i]!;
    if (order > 0 || (order === 0 && !equalIsFine)) return i;
  }
  return -1;
}

function firstDisorderExact(
  coords: readonly ExactNumbers[],
  dimensions: readonly Dimension[],
  equalIsFine: boolean,
): number {
  const count = coords[0]!.length;
  const at = (i: number): Scalar[] => coords.map((values) => values[i]!);
  for (let i = 1; i < count; i++) {
    const order = compareScalars(at(i - 1), at(i), dimensions);
    if (order > 0 || (order === 0 && !equalIsFine)) return i;
  }
  return -1;
}

/** Negative if `a` comes before `b` in global order. */
function compareScalars(a: readonly Scalar[], b: readonly Scalar[], dimensions: readonly Dimension[]): number {
  const tile = (value: Scalar, d: number): bigint =>
    (BigInt(value) - BigInt(dimensions[d]!.domain![0])) / BigInt(dimensions[d]!.tileExtent!);
  for (let d = 0; d < a.length; d++) {
    const ta = tile(a[d]!, d);
    const tb = tile(b[d]!, d);
    if (ta !== tb) return ta < tb ? -1 : 1;
  }
  for (let d = 0; d < a.length; d++) if (a[d]! !== b[d]!) return a[d]! < b[d]! ? -1 : 1;
  return 0;
}
