import type { Table } from "../frame/index.js";

/** What plotting needs of an AnnData object; an `AnnData` is one. */
export interface Plottable {
  readonly nObs: number;
  obs: Table;
  readonly var: Table;
  readonly uns: Map<string, unknown>;
  readonly obsm: {
    has(key: string): boolean;
    get(key: string): unknown;
    keys(): Iterable<string>;
  };
  /** Expression of one gene (by var name) over all cells. */
  obsVector(key: string): Promise<VectorValues>;
}

/** A column of numbers as a typed array, or something that has one. */
export type VectorValues = ArrayLike<number> | { values(): ArrayLike<number | bigint> | readonly unknown[] };

/** The vector as an array of numbers. */
export function vectorNumbers(vector: VectorValues): ArrayLike<number> {
  if (ArrayBuffer.isView(vector) || Array.isArray(vector)) return vector as ArrayLike<number>;
  if ("toFloat64" in vector) return (vector as { toFloat64(): Float64Array }).toFloat64();
  const { values } = vector as { values: unknown };
  const numbers =
    typeof values === "function" ? (values.call(vector) as ArrayLike<number>) : (values as ArrayLike<number>);
  return Array.isArray(numbers) || numbers instanceof BigInt64Array
    ? Float64Array.from(numbers as number[], Number)
    : numbers;
}
