export { count_cells, scatter_cells_16, scatter_cells_32 } from "./cells";
export {
  ascend, count_runs, count_totals, escape_count, join_planes, order_escapes, row_runs, scatter_columns, scatter_counts,
  split_planes, start_escapes,
} from "./tiles";
export { narrow_indices, pack_values, row_totals } from "./pack";
export { moments_16_8, moments_16_32, moments_32_8, moments_32_32 } from "./moments";
export { select_16_8, select_16_32, select_32_8, select_32_32, sort_rows } from "./select";
export { gram_columns, gram_dense, gram_head, gram_tail } from "./gram";
export { project_rows } from "./project";
export { combine, norm, orthogonalize, scale_into, symmetric_product } from "./krylov";

// Where free memory starts: everything above belongs to the one file that owns this heap (kernels/wasm.ts).
export function heap_base(): usize {
  return __heap_base;
}
