import { type DataFrameColumn, stringCells } from "../soma/write/index.js";
import type { CellColumn } from "../tiledb/write/index.js";
import type { Gene } from "./gene-table.js";

/** The columns of `var` in the Census, without `soma_joinid`. */
export const VAR_COLUMNS: readonly DataFrameColumn[] = [
  { name: "feature_id", type: "string_utf8" },
  { name: "feature_name", type: "string_utf8" },
  { name: "feature_type", type: "string_utf8" },
  { name: "feature_length", type: "int64" },
  { name: "nnz", type: "int64" },
  { name: "n_measured_obs", type: "int64" },
];

/** The cells of `var`; `nnz` and `measuredObs` count, per gene, cells that show it and cells that could. */
export function varCells(
  genes: readonly Gene[],
  nnz: Float64Array,
  measuredObs: Float64Array,
): Map<string, CellColumn> {
  return new Map<string, CellColumn>([
    ["feature_id", stringCells(genes.map((gene) => gene.id))],
    ["feature_name", stringCells(genes.map((gene) => gene.name))],
    ["feature_type", stringCells(genes.map((gene) => gene.type))],
    ["feature_length", { values: Int32Array.from(genes, (gene) => gene.length) }],
    ["nnz", { values: Int32Array.from(nnz) }],
    ["n_measured_obs", { values: Int32Array.from(measuredObs) }],
  ]);
}
