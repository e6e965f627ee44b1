import type { CsrRows } from "../kernels/index.js";
import type { ResolvedOp } from "./op-chain.js";

/**
 * One operator on plain rows: the specification of the chain's meaning. Values are rounded to float32 after each
 * operator, as Scanpy's float32 arrays are.
 */
export function evaluateOp(rows: CsrRows, op: ResolvedOp): CsrRows {
  switch (op.kind) {
    case "normalizeTotal":
      return normalizeTotal(rows, op.target, op.excluded);
    case "log1p": {
      const factor = op.base === null ? 1 : 1 / Math.log(op.base);
      return mapValues(rows, (x) => Math.log1p(x) * factor);
    }
    case "expm1":
      return mapValues(rows, (x) => Math.expm1(x * op.factor));
    case "columns":
      return takeColumns(rows, op.indices);
  }
}

function mapValues(rows: CsrRows, f: (x: number) => number): CsrRows {
  return { ...rows, values: rows.values.map(f) };
}

function normalizeTotal(rows: CsrRows, target: number, excluded: Uint8Array | undefined): CsrRows {
  const { nRows, indptr, indices } = rows;
  const values = new Float32Array(rows.values.length);
  for (let row = 0; row < nRows; row++) {
    const factor = rowFactor(rowTotal(rows, row, excluded), target);
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) values[i] = rows.values[i]! * factor;
  }
  return { nRows, indptr, indices, values };
}

/** Sum of a row's values, columns marked in `excluded` left out. */
export function rowTotal(rows: CsrRows, row: number, excluded: Uint8Array | undefined): number {
  let total = 0;
  for (let i = rows.indptr[row]!; i < rows.indptr[row + 1]!; i++) {
    if (excluded === undefined || excluded[rows.indices[i]!] === 0) total += rows.values[i]!;
  }
  return total;
}

/** Scanpy divides by total / target, and by 1 where that is 0. */
export function rowFactor(total: number, target: number): number {
  return total === 0 ? 1 : target / total;
}

/** The given columns in the given order; a column may be asked for more than once. */
function takeColumns(rows: CsrRows, columns: Int32Array): CsrRows {
  const places = new Map<number, number[]>();
  columns.forEach((old, place) => {
    const list = places.get(old);
    if (list === undefined) places.set(old, [place]);
    else list.push(place);
  });
  const indptr = new Int32Array(rows.nRows + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows.nRows; row++) {
    const entries: [number, number][] = [];
    for (let i = rows.indptr[row]!; i < rows.indptr[row + 1]!; i++) {
      for (const place of places.get(rows.indices[i]!) ?? []) entries.push([place, rows.values[i]!]);
    }
    entries.sort((a, b) => a[0] - b[0]);
    for (const [place, value] of entries) {
      indices.push(place);
      values.push(value);
    }
    indptr[row + 1] = indices.length;
  }
  return { nRows: rows.nRows, indptr, indices: Int32Array.from(indices), values: Float32Array.from(values) };
}
