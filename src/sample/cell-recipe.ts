import { AliasTable } from "./alias-table.js";
import { portableExp } from "./portable-exp.js";
import type { Random } from "./random.js";

/** A part of what a cell expresses. */
export interface RecipePart {
  readonly table: AliasTable;
  /** Mean share of the counts, before all shares are scaled to a sum of one. */
  readonly share: number;
  /** Deviation of the logarithm of the share between cells. */
  readonly spread: number;
  /** Which end of the type's continuous state the part belongs to, if to any. */
  readonly end?: 0 | 1;
  /** Which factor of the donor multiplies the share, if any. */
  readonly donorFactor?: number;
}

/** Deviation of a cell's place between the two ends of its type's state, which are at 0 and 1. */
const STATE_SPREAD = 0.33;

/** Draws cells of one type in one dataset: every part of a cell is more or less active, independently of the others. */
export class CellRecipe {
  /** Mean share of every gene in the cells. */
  readonly profile: Float64Array;
  readonly #parts: readonly RecipePart[];
  readonly #shares: Float64Array;
  #meanTable: AliasTable | undefined;

  constructor(parts: readonly RecipePart[], profile: Float64Array) {
    this.#parts = parts;
    this.profile = profile;
    this.#shares = new Float64Array(parts.length);
  }

  /** Adds molecules of the average cell of the type to `counts`. */
  countMean(molecules: number, random: Random, counts: Uint32Array): void {
    this.#meanTable ??= new AliasTable(this.profile);
    this.#meanTable.count(molecules, random, counts);
  }

  /** Adds the molecules of a new cell to `counts`. */
  count(molecules: number, donorFactors: Float64Array, random: Random, counts: Uint32Array): void {
    const state = Math.min(1, Math.max(0, 0.5 + STATE_SPREAD * random.normal()));
    const parts = this.#parts;
    const shares = this.#shares;
    let total = 0;
    for (let i = 0; i < parts.length; i++) {
      const { share, spread, end, donorFactor } = parts[i]!;
      const factor = logNormal(spread, random) * (donorFactor === undefined ? 1 : donorFactors[donorFactor]!);
      shares[i] = share * factor * (end === undefined ? 1 : end === 1 ? state : 1 - state);
      total += shares[i]!;
    }
    for (let i = 0; i < parts.length; i++) {
      parts[i]!.table.count(roundedAtRandom((molecules * shares[i]!) / total, random), random, counts);
    }
  }
}

/** A factor with mean 1 whose logarithm has the given deviation. */
export function logNormal(spread: number, random: Random): number {
  return portableExp(spread * (random.normal() - spread / 2));
}

/** A whole number with the given mean: small shares are not lost. */
export function roundedAtRandom(mean: number, random: Random): number {
  return Math.floor(mean + random.uniform());
}
