import { describeValue, ShapeError } from "../core/index.js";
import type { ValueCounts } from "./value-counts.js";

/** A single cell of a column; null where the value is missing. */
export type CellValue = string | number | bigint | boolean | null;

/** What all columns share. A column never changes; operations return new ones. */
export abstract class BaseColumn {
  readonly name: string;
  readonly length: number;
  /** One byte per row, 0 where the value is null; undefined when no value is. */
  readonly validity: Uint8Array | undefined;

  protected constructor(name: string, length: number, validity: Uint8Array | undefined) {
    if (validity !== undefined && validity.length !== length) {
      throw new ShapeError({
        what: "validity",
        where: `column "${name}"`,
        expected: `${length} bytes, one per row`,
        got: describeValue(validity),
      });
    }
    this.name = name;
    this.length = length;
    this.validity = validity;
  }

  /** NumPy's word for the type: `float32`, `int64`, `bool`, `object` (text), `category`. */
  abstract readonly dtype: string;

  /** The value in one row, or null. */
  abstract get(row: number): CellValue;

  /** How often each value occurs (nulls are not counted, as in pandas). */
  abstract valueCounts(): ValueCounts;

  /** A mask, one byte per row: 1 where the row's value is one of `values`. A null row is never in. */
  abstract isIn(values: Iterable<unknown>): Uint8Array;

  isNull(row: number): boolean {
    return this.validity !== undefined && this.validity[row] === 0;
  }

  get nullCount(): number {
    let nulls = 0;
    for (let row = 0; row < this.length; row++) if (this.isNull(row)) nulls++;
    return nulls;
  }

  *[Symbol.iterator](): IterableIterator<CellValue> {
    for (let row = 0; row < this.length; row++) yield this.get(row);
  }
}

/** The validity bytes of the taken rows. */
export function takeValidity(validity: Uint8Array | undefined, rows: Int32Array): Uint8Array | undefined {
  if (validity === undefined) return undefined;
  const taken = new Uint8Array(rows.length);
  let nulls = 0;
  for (let i = 0; i < rows.length; i++) {
    taken[i] = validity[rows[i]!]!;
    if (taken[i] === 0) nulls++;
  }
  return nulls === 0 ? undefined : taken;
}
