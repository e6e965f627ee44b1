/** The names of a table's rows: given texts, or positions as text (`"0"`, `"1"`, …) that cost nothing until shown. */
export class RowNames {
  readonly length: number;
  /** The name of the index itself, shown above the row names. */
  readonly name: string | undefined;
  readonly #names: readonly string[] | undefined;
  readonly #positions: Int32Array | undefined;
  #lookup: Map<string, number> | undefined;

  private constructor(
    length: number,
    name: string | undefined,
    names: readonly string[] | undefined,
    positions: Int32Array | undefined,
  ) {
    this.length = length;
    this.name = name;
    this.#names = names;
    this.#positions = positions;
  }

  /** `"0"` … `"length − 1"`. */
  static range(length: number, name?: string): RowNames {
    return new RowNames(length, name, undefined, undefined);
  }

  static of(names: readonly string[], name?: string): RowNames {
    return new RowNames(names.length, name, names, undefined);
  }

  get(row: number): string {
    if (this.#names !== undefined) return this.#names[row]!;
    return String(this.#positions === undefined ? row : this.#positions[row]!);
  }

  /** The position of the first row with this name, or −1. */
  indexOf(name: string): number {
    if (this.#lookup === undefined) {
      this.#lookup = new Map();
      for (let row = this.length - 1; row >= 0; row--) this.#lookup.set(this.get(row), row);
    }
    return this.#lookup.get(name) ?? -1;
  }

  take(rows: Int32Array): RowNames {
    const names = this.#names;
    if (names !== undefined) {
      return new RowNames(
        rows.length,
        this.name,
        Array.from(rows, (row) => names[row]!),
        undefined,
      );
    }
    const positions = this.#positions;
    return new RowNames(
      rows.length,
      this.name,
      undefined,
      positions === undefined ? rows.slice() : rows.map((row) => positions[row]!),
    );
  }

  rename(name: string | undefined): RowNames {
    return new RowNames(this.length, name, this.#names, this.#positions);
  }

  toArray(): string[] {
    return Array.from({ length: this.length }, (_, row) => this.get(row));
  }

  *[Symbol.iterator](): IterableIterator<string> {
    for (let row = 0; row < this.length; row++) yield this.get(row);
  }
}
