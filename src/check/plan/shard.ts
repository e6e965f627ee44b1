import { createHash } from "node:crypto";
import { OptionError } from "../../core/index.js";

/** One of `count` parts; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `i/n`, such as `2/3`. */
export function parseShard(text: string): Shard {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (match === null || index > count) {
    throw new OptionError({ what: "option shard", expected: "i/n with i from 1 to n, such as 2/3", got: text });
  }
  return { index, count };
}

/**
 * The items of one shard, in their order. Shards are of equal size but for one item, and which item goes where is drawn by the
 * hash of its key: neighbours, often alike in what they cost, come apart, and every machine draws the same.
 */
export function selectShard<T>(items: readonly T[], keyOf: (item: T) => string, { index, count }: Shard): T[] {
  const hashes = new Map(items.map((item) => [item, createHash("sha256").update(keyOf(item)).digest("hex")]));
  const drawn = [...items].sort((a, b) => ((hashes.get(a) as string) < (hashes.get(b) as string) ? -1 : 1));
  const boundary = (shard: number): number => Math.floor((shard * items.length) / count);
  const chosen = new Set(drawn.slice(boundary(index - 1), boundary(index)));
  return items.filter((item) => chosen.has(item));
}
