import type { Random } from "./random.js";

const BLOCK = new Uint32Array(4096);

/** Draws an index with probability proportional to its weight, in constant time (Walker and Vose's alias method). */
export class AliasTable {
  readonly #threshold: Float64Array;
  /** For each slot the index to count, and the one to count instead above the threshold. */
  readonly #choices: Int32Array;

  /**
   * `weights` must be non-negative, with a positive sum; `indices` says which index each weight is for (default: its
   * position). A table of few indices stays small and fast.
   */
  constructor(weights: Float64Array, indices?: Int32Array) {
    const count = weights.length;
    let total = 0;
    for (const weight of weights) total += weight;
    const scaled = weights.map((weight) => (weight * count) / total);
    this.#threshold = new Float64Array(count).fill(1);
    const alias = Int32Array.from(weights, (_, i) => i);
    const small: number[] = [];
    const large: number[] = [];
    for (let i = 0; i < count; i++) (scaled[i]! < 1 ? small : large).push(i);
    while (small.length > 0 && large.length > 0) {
      const low = small.pop()!;
      const high = large.pop()!;
      this.#threshold[low] = scaled[low]!;
      alias[low] = high;
      scaled[high] = scaled[high]! + scaled[low]! - 1;
      (scaled[high]! < 1 ? small : large).push(high);
    }
    this.#choices = new Int32Array(2 * count);
    for (let i = 0; i < count; i++) {
      this.#choices[2 * i] = indices?.[i] ?? i;
      this.#choices[2 * i + 1] = indices?.[alias[i]!] ?? alias[i]!;
    }
  }

  /** Draws `draws` times and adds one to `counts` at each index drawn. */
  count(draws: number, random: Random, counts: Uint32Array): void {
    const threshold = this.#threshold;
    const choices = this.#choices;
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
        counts[choices[2 * slot + other]!]!++;
      }
    }
  }
}
