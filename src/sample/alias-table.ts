import type { Random } from "./random.js";

const BLOCK = new Uint32Array(4096);

/** Draws an index with probability proportional to its weight, in constant time (Walker and Vose's alias method). */
export class AliasTable {
  readonly #threshold: Float64Array;
  readonly #alias: Int32Array;

  /** `weights` must be non-negative, with a positive sum. */
  constructor(weights: Float64Array) {
    const count = weights.length;
    let total = 0;
    for (const weight of weights) total += weight;
    const scaled = weights.map((weight) => (weight * count) / total);
    this.#threshold = new Float64Array(count).fill(1);
    this.#alias = Int32Array.from(weights, (_, i) => i);
    const small: number[] = [];
    const large: number[] = [];
    for (let i = 0; i < count; i++) (scaled[i]! < 1 ? small : large).push(i);
    while (small.length > 0 && large.length > 0) {
      const low = small.pop()!;
      const high = large.pop()!;
      this.#threshold[low] = scaled[low]!;
      this.#alias[low] = high;
      scaled[high] = scaled[high]! + scaled[low]! - 1;
      (scaled[high]! < 1 ? small : large).push(high);
    }
  }

  /** Draws `draws` times and adds one to `counts` at each index drawn. */
  count(draws: number, random: Random, counts: Uint32Array): void {
    const threshold = this.#threshold;
    const alias = this.#alias;
    const scale = threshold.length / 0x1_0000_0000;
    for (let done = 0; done < draws; done += BLOCK.length) {
      const length = Math.min(BLOCK.length, draws - done);
      random.fill(BLOCK, length);
      for (let i = 0; i < length; i++) {
        // One number gives both the slot (its whole part) and the choice inside the slot (its fraction).
        const place = BLOCK[i]! * scale;
        const slot = place | 0;
        // Arithmetic instead of a branch, which would be guessed wrong half of the time.
        const other = +(place - slot >= threshold[slot]!);
        counts[slot + other * (alias[slot]! - slot)]!++;
      }
    }
  }
}
