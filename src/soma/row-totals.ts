import type { Table } from "../frame/index.js";

/**
 * Row sums of X/raw known from `obs.raw_sum`, or undefined. The Census writes `raw_sum` as the sum of the row of X/raw
 * over **all** genes, so it holds only when the query takes every gene of layer `raw` (the caller checks that), and only
 * if every cell has a finite, non-negative value. Nothing in the format ties the column to X, so that these totals are
 * an assumption: the engine compares them with the sums of what it decodes and starts over without them if they differ.
 */
export function knownRowTotals(obs: Table): Float64Array | undefined {
  if (!obs.hasColumn("raw_sum")) return undefined;
  const column = obs.column("raw_sum");
  if (column.kind !== "numeric") return undefined;
  const totals = column.toFloat64();
  return totals.every((total) => Number.isFinite(total) && total >= 0) ? totals : undefined;
}
