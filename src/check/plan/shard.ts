import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
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
 * The notebooks of one shard. A notebook's shard depends on its own path below `root` alone: another notebook that
 * comes or goes moves none of the others.
 */
export function selectShard(paths: readonly string[], shard: Shard, root: string = process.cwd()): string[] {
  return paths.filter((path) => shardOf(relative(root, path).split(sep).join("/"), shard.count) === shard.index);
}

function shardOf(path: string, count: number): number {
  return (createHash("sha256").update(path).digest().readUInt32BE() % count) + 1;
}
