import { BaseColumn, takeValidity } from "./base-column.js";
import { ValueCounts } from "./value-counts.js";

export type NumericArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const DTYPES = new Map<string, string>([
  ["Int8Array", "int8"],
  ["Uint8Array", "uint8"],
  ["Int16Array", "int16"],
  ["Uint16Array", "uint16"],
  ["Int32Array", "int32"],
  ["Uint32Array", "uint32"],
  ["Float32Array", "float32"],
  ["Float64Array", "float64"],
  ["BigInt64Array", "int64"],
  ["BigUint64Array", "uint64"],
]);

/** Numbers of one type. An `int64` column whose values are exact as doubles keeps them in a `Float64Array`. */
export class NumericColumn extends BaseColumn {
  readonly kind = "numeric" as const;
  readonly dtype: string;
  readonly #data: NumericArray;

  constructor(name: string, data: NumericArray, validity?: Uint8Array, dtype?: string) {
    super(name, data.length, validity);
    this.#data = data;
    this.dtype = dtype ?? DTYPES.get(data.constructor.name)!;
  }

  get(row: number): number | bigint | null {
    return this.isNull(row) ? null : this.#data[row]!;
  }

  /** The raw values; what stands at a null is undefined. */
  values(): NumericArray {
    return this.#data;
  }

  /** All values as doubles, nulls as NaN. */
  toFloat64(): Float64Array {
    const out = new Float64Array(this.length);
    for (let row = 0; row < this.length; row++) out[row] = this.isNull(row) ? Number.NaN : Number(this.#data[row]!);
    return out;
  }

  take(rows: Int32Array): NumericColumn {
    const data = this.#data;
    const taken = new (data.constructor as new (length: number) => NumericArray)(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = data[rows[i]!]!;
    return new NumericColumn(this.name, taken, takeValidity(this.validity, rows), this.dtype);
  }

  rename(name: string): NumericColumn {
    return new NumericColumn(name, this.#data, this.validity, this.dtype);
  }

  valueCounts(): ValueCounts {
    const counts = new Map<number | bigint, number>();
    for (let row = 0; row < this.length; row++) {
      const value = this.#data[row]!;
      if (!this.isNull(row) && !Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return ValueCounts.sorted(this.name, [...counts.keys()].map(String), [...counts.values()]);
  }

  /** Numbers match numbers; texts match the number that prints so, so that `isIn(valueCounts().index)` works. */
  isIn(values: Iterable<unknown>): Uint8Array {
    const wanted = new Set<unknown>();
    for (const value of values) {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" && typeof number !== "bigint" && typeof number !== "boolean") continue;
      wanted.add(Number(number));
      if (typeof value === "string" && /^-?\d+$/.test(value)) wanted.add(BigInt(value));
      else if (typeof number === "bigint" || Number.isSafeInteger(number)) wanted.add(BigInt(number));
    }
    const mask = new Uint8Array(this.length);
    for (let row = 0; row < this.length; row++) mask[row] = !this.isNull(row) && wanted.has(this.#data[row]!) ? 1 : 0;
    return mask;
  }
}
