import { describeValue, nearestNames, OptionError, ShapeError } from "../core/index.js";
import { maskToRows, type RowNames } from "../frame/index.js";

/** Rows (or columns) of an AnnData object: a mask (one byte or boolean each), positions, names, or a half-open range. */
export type AxisSelector =
  | Uint8Array
  | readonly boolean[]
  | Int32Array
  | readonly number[]
  | readonly string[]
  | { readonly start?: number; readonly end?: number };

/** The positions that the selector means, in its order; a mask and a range ascend. */
export function resolveSelector(selector: AxisSelector, names: RowNames, axis: "obs" | "var"): Int32Array {
  const length = names.length;
  const where = `subset ${axis}`;
  if (selector instanceof Uint8Array) return maskToRows(selector, length, where);
  if (selector instanceof Int32Array) return checkPositions(selector, length, where);
  if (Array.isArray(selector)) {
    const list = selector as readonly unknown[];
    if (list.length === 0) return new Int32Array(0);
    if (list.every((entry) => typeof entry === "boolean")) return maskToRows(list, length, where);
    if (list.every((entry) => typeof entry === "string")) return namedPositions(list, names, where);
    if (list.every((entry) => Number.isInteger(entry))) {
      return checkPositions(Int32Array.from(list as number[]), length, where);
    }
  } else if (typeof selector === "object" && selector !== null && !ArrayBuffer.isView(selector)) {
    const { start = 0, end = length } = selector as { start?: number; end?: number };
    const from = Math.min(Math.max(start, 0), length);
    return Int32Array.from({ length: Math.max(0, Math.min(end, length) - from) }, (_, i) => from + i);
  }
  throw new OptionError({
    what: "selector",
    where,
    expected: "a mask (Uint8Array, booleans), positions (Int32Array, whole numbers), names or { start, end }",
    got: describeValue(selector),
  });
}

function checkPositions(positions: Int32Array, length: number, where: string): Int32Array {
  for (const position of positions) {
    if (position < 0 || position >= length) {
      throw new ShapeError({ what: "position", where, expected: `0 … ${length - 1}`, got: String(position) });
    }
  }
  return positions;
}

function namedPositions(wanted: readonly string[], names: RowNames, where: string): Int32Array {
  return Int32Array.from(wanted, (name) => {
    const position = names.indexOf(name);
    if (position >= 0) return position;
    const near = nearestNames(name, names);
    throw new OptionError({
      what: `no name "${name}"`,
      where,
      ...(near.length > 0 ? { hint: `Did you mean ${near.join(", ")}?` } : {}),
    });
  });
}

/** Positions in the root of rows picked by position in a view of it. */
export function composeRows(outer: Int32Array | undefined, inner: Int32Array | undefined): Int32Array | undefined {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  return inner.map((row) => outer[row]!);
}
