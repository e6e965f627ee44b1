/** Something that knows its size in memory. */
export interface Sized {
  readonly sizeBytes: number;
}

/**
 * Blocks that passes leave for later passes, within a budget of bytes. Blocks belong to a group (`raw`, or one selection
 * of columns) and a chunk; a chunk's blocks are kept whole or not at all. What is not kept is decoded again.
 */
export class StripeCache {
  readonly budgetBytes: number;
  readonly #groups = new Map<string, Map<number, readonly Sized[]>>();
  #usedBytes = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** How many chunks of the group are held. */
  count(group: string): number {
    return this.#groups.get(group)?.size ?? 0;
  }

  get<B extends Sized>(group: string, chunk: number): readonly B[] | undefined {
    return this.#groups.get(group)?.get(chunk) as readonly B[] | undefined;
  }

  /**
   * Keeps the blocks if they fit; true if they are kept. `evict` names a group that must give way, one chunk after
   * another from the first (the raw stripes that a selection was made from).
   */
  put(group: string, chunk: number, blocks: readonly Sized[], evict?: string): boolean {
    this.delete(group, chunk);
    const size = sizeOf(blocks);
    const others = evict === undefined ? undefined : this.#groups.get(evict);
    if (size > this.budgetBytes) return false;
    while (this.#usedBytes + size > this.budgetBytes) {
      const oldest = others?.keys().next().value;
      if (oldest === undefined) return false;
      this.delete(evict!, oldest);
    }
    let entries = this.#groups.get(group);
    if (entries === undefined) {
      entries = new Map();
      this.#groups.set(group, entries);
    }
    entries.set(chunk, blocks);
    this.#usedBytes += size;
    return true;
  }

  delete(group: string, chunk: number): void {
    const entries = this.#groups.get(group);
    const blocks = entries?.get(chunk);
    if (blocks === undefined) return;
    entries!.delete(chunk);
    this.#usedBytes -= sizeOf(blocks);
  }

  /** Drops all blocks of the groups for which `which` holds. */
  drop(which: (group: string) => boolean): void {
    for (const [group, entries] of this.#groups) {
      if (!which(group)) continue;
      for (const chunk of entries.keys()) this.delete(group, chunk);
      this.#groups.delete(group);
    }
  }
}

export function sizeOf(blocks: readonly Sized[]): number {
  return blocks.reduce((sum, block) => sum + block.sizeBytes, 0);
}
