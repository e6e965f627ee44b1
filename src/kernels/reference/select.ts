import { allocateSelected, blockValues } from "../compact-block.js";
import { type CompactBlock, NOT_SELECTED, type SelectedBlock, type SelectPlan } from "../types.js";

export function selectColumns(
  block: CompactBlock,
  plan: SelectPlan,
  sums: Float64Array,
  counts: Int32Array,
): SelectedBlock {
  const { nRows, indptr, indices } = block;
  const values = blockValues(block);
  let nnz = 0;
  for (const column of indices) if (plan.map[column] !== NOT_SELECTED) nnz++;
  const out = allocateSelected(nRows, plan.k, nnz);
  let at = 0;
  for (let row = 0; row < nRows; row++) {
    const entries: { column: number; value: number }[] = [];
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
      const column = plan.map[indices[i]!]!;
      if (column === NOT_SELECTED) continue;
      const scaled = values[i]! * plan.scale[row]!;
      entries.push({ column, value: plan.logFactor === null ? scaled : Math.log1p(scaled) * plan.logFactor });
    }
    entries.sort((a, b) => a.column - b.column);
    for (const { column, value } of entries) {
      out.indices[at] = column;
      out.values[at] = value;
      sums[column] = sums[column]! + out.values[at]!;
      counts[column] = counts[column]! + 1;
      at++;
    }
    out.indptr[row + 1] = at;
  }
  return out;
}
