import { type Datatype, isInteger, typedView } from "../datatype.js";
import { exactNumbers } from "./exact-numbers.js";

type Scalar = number | bigint;

/** What fragment metadata keeps per tile and field, and per fragment and field. */
export interface FieldSummary {
  /** The type's largest value if no cell counts (libtiledb starts there). */
  readonly min: Scalar;
  /** The type's smallest value if no cell counts. */
  readonly max: Scalar;
  /** bigint for integer fields. */
  readonly sum: Scalar;
  readonly nulls: number;
}

/** True for types whose minimum and maximum are stored: integers and floats, also as codes of an enumeration. */
export function hasMinMax(type: Datatype): boolean {
  return isInteger(type) || type === "float32" || type === "float64";
}

/** The summary of no cells. */
export function emptySummary(type: Datatype): FieldSummary {
  const [lowest, highest] = limits(type);
  return { min: highest, max: lowest, sum: isInteger(type) ? 0n : 0, nulls: 0 };
}

/** The summary of a tile's values; null cells count as nulls only. */
export function summarise(type: Datatype, bytes: Uint8Array, validity: Uint8Array | undefined): FieldSummary {
  const empty = emptySummary(type);
  let nulls = 0;
  for (const valid of validity ?? []) if (valid === 0) nulls++;
  const values = exactNumbers(typedView(type, bytes));
  if (!(values instanceof Float64Array)) return { ...summariseBigints(values, validity, empty), nulls };
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let exactSum = 0n;
  let counted = false;
  for (let i = 0; i < values.length; i++) {
    if (nulls > 0 && validity![i] === 0) continue;
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    // Integer sums stay exact: a double's partial sum is moved to the bigint before it could lose a digit.
    if (Math.abs(sum) >= 2 ** 52 && typeof empty.sum === "bigint") {
      exactSum += BigInt(sum);
      sum = 0;
    }
    counted ||= !Number.isNaN(value);
  }
  return {
    min: counted ? min : empty.min,
    max: counted ? max : empty.max,
    sum: typeof empty.sum === "bigint" ? exactSum + BigInt(sum) : sum,
    nulls,
  };
}

function summariseBigints(
  values: BigInt64Array | BigUint64Array,
  validity: Uint8Array | undefined,
  empty: FieldSummary,
): FieldSummary {
  let { min, max } = empty;
  let sum = 0n;
  values.forEach((value, i) => {
    if (validity?.[i] === 0) return;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  });
  return { min, max, sum, nulls: 0 };
}

/** Two summaries of one field as one. */
export function mergeSummaries(a: FieldSummary, b: FieldSummary): FieldSummary {
  return {
    min: b.min < a.min ? b.min : a.min,
    max: b.max > a.max ? b.max : a.max,
    sum: typeof a.sum === "bigint" ? a.sum + BigInt(b.sum) : a.sum + Number(b.sum),
    nulls: a.nulls + b.nulls,
  };
}

function limits(type: Datatype): readonly [lowest: Scalar, highest: Scalar] {
  if (type === "float32") return [-3.4028234663852886e38, 3.4028234663852886e38];
  if (type === "float64") return [-Number.MAX_VALUE, Number.MAX_VALUE];
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 8);
  if (type.startsWith("uint")) return [0n, 2n ** BigInt(bits) - 1n];
  return [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
}
