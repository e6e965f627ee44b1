import { NOT_SELECTED, SharedArena } from "../../kernels/index.js";
import { type EvaluationPlan, planEvaluation } from "../evaluation-plan.js";
import type { MatrixView, PassOptions } from "../matrix-view.js";
import type { SelectResult } from "../worker/chunk-ops.js";
import { resolveOps } from "./resolve-ops.js";
import { runChunks } from "./run-chunks.js";

/** How chunks of a matrix give selected columns: the plan, and the map that all tasks share. */
export interface Selection {
  readonly plan: EvaluationPlan;
  readonly map: Uint32Array;
  readonly k: number;
}

/** The selection of the given columns of the matrix (each once), relabelled in the given order. */
export async function planSelection(view: MatrixView, columns: Int32Array, options: PassOptions): Promise<Selection> {
  const plan = planEvaluation(await resolveOps(view, options));
  const nCols = plan.general.findLast((op) => op.kind === "columns")?.indices.length ?? view.state.source.shape[1];
  const map = new SharedArena([4 * nCols]).uint32(nCols).fill(NOT_SELECTED);
  columns.forEach((column, place) => {
    map[plan.columns?.[column] ?? column] = place;
  });
  return { plan, map, k: columns.length };
}

/** The values of column `j` after the chain, for all rows. */
export async function readColumn(view: MatrixView, j: number, options: PassOptions = {}): Promise<Float32Array> {
  const { plan, map, k } = await planSelection(view, Int32Array.of(j), options);
  const out = new Float32Array(view.shape[0]);
  await runChunks<SelectResult>(
    view,
    {
      op: "matrix.select",
      plan,
      extra: { map, k },
      take({ selected }, { chunk, positions }) {
        let row = 0;
        for (const { nRows, indptr, values } of selected) {
          for (let r = 0; r < nRows; r++, row++) {
            if (indptr[r + 1]! > indptr[r]!) out[positions?.[row] ?? chunk.start + row] = values[indptr[r]!]!;
          }
        }
      },
    },
    options.signal,
  );
  return out;
}
