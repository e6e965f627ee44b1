import { BaseColumn, takeValidity } from "./base-column.js";
import { ValueCounts } from "./value-counts.js";

/** True or false, one byte per row. */
export class BooleanColumn extends BaseColumn {
  readonly kind = "boolean" as const;
  readonly dtype: string = "bool";
  readonly #data: Uint8Array;

  constructor(name: string, data: Uint8Array, validity?: Uint8Array) {
    super(name, data.length, validity);
    this.#data = data;
  }

  get(row: number): boolean | null {
    return this.isNull(row) ? null : this.#data[row] !== 0;
  }

  /** One byte per row: not 0 is true; what stands at a null is undefined. */
  values(): Uint8Array {
    return this.#data;
  }

  take(rows: Int32Array): BooleanColumn {
    const taken = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = this.#data[rows[i]!]!;
    return new BooleanColumn(this.name, taken, takeValidity(this.validity, rows));
  }

  rename(name: string): BooleanColumn {
    return new BooleanColumn(name, this.#data, this.validity);
  }

  valueCounts(): ValueCounts {
    const counts = new Map<string, number>();
    for (let row = 0; row < this.length; row++) {
      if (this.isNull(row)) continue;
      const text = this.#data[row] === 0 ? "False" : "True";
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return ValueCounts.sorted(this.name, [...counts.keys()], [...counts.values()]);
  }

  isIn(values: Iterable<unknown>): Uint8Array {
    const wanted = new Set(values);
    const hasTrue = wanted.has(true) || wanted.has("True") || wanted.has(1);
    const hasFalse = wanted.has(false) || wanted.has("False") || wanted.has(0);
    const mask = new Uint8Array(this.length);
    for (let row = 0; row < this.length; row++) {
      if (!this.isNull(row) && (this.#data[row] === 0 ? hasFalse : hasTrue)) mask[row] = 1;
    }
    return mask;
  }
}
