/** `uns`: a map that tells its object before it changes, so that a view can become actual first. */
export class UnsMap extends Map<string, unknown> {
  readonly #beforeWrite: () => void;

  constructor(entries: Iterable<readonly [string, unknown]>, beforeWrite: () => void) {
    super();
    for (const [key, value] of entries) super.set(key, value);
    this.#beforeWrite = beforeWrite;
  }

  override set(key: string, value: unknown): this {
    this.#beforeWrite();
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    if (!this.has(key)) return false;
    this.#beforeWrite();
    return super.delete(key);
  }

  override clear(): void {
    this.#beforeWrite();
    super.clear();
  }
}
