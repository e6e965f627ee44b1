import { ShapeError } from "../../core/index.js";
import type { CsrRows } from "../../kernels/index.js";
import type { CsrMatrix } from "../csr-source.js";
import type { MatrixView, PassOptions } from "../matrix-view.js";
import type { RowsResult } from "../worker/chunk-ops.js";
import { resolveOps } from "./resolve-ops.js";
import { runChunks } from "./run-chunks.js";

/** All values after the chain, in memory: evaluated operator by operator (the plain way). */
export async function toCsr(view: MatrixView, options: PassOptions = {}): Promise<CsrMatrix> {
  const plan = { general: await resolveOps(view, options), scaleTarget: null, logFactor: null };
  const [nObs, nVars] = view.shape;
  const lengths = new Int32Array(nObs);
  const parts: { readonly rows: CsrRows; readonly places: Int32Array }[] = [];
  await runChunks<RowsResult>(
    view,
    {
      op: "matrix.rows",
      plan,
      take(result, { chunk, positions }) {
        let seen = 0;
        for (const rows of result.rows) {
          const places = Int32Array.from(
            { length: rows.nRows },
            (_, r) => positions?.[seen + r] ?? chunk.start + seen + r,
          );
          seen += rows.nRows;
          parts.push({ rows, places });
          places.forEach((place, r) => {
            lengths[place] = rows.indptr[r + 1]! - rows.indptr[r]!;
          });
        }
      },
    },
    options.signal,
  );
  const indptr = cumulate(lengths);
  const indices = new Int32Array(indptr[nObs]!);
  const data = new Float32Array(indptr[nObs]!);
  for (const { rows, places } of parts) {
    places.forEach((place, r) => {
      const [from, to] = [rows.indptr[r]!, rows.indptr[r + 1]!];
      indices.set(rows.indices.subarray(from, to), indptr[place]!);
      data.set(rows.values.subarray(from, to), indptr[place]!);
    });
  }
  return { shape: [nObs, nVars], indptr, indices, data };
}

function cumulate(lengths: Int32Array): Int32Array {
  const indptr = new Int32Array(lengths.length + 1);
  let total = 0;
  lengths.forEach((length, row) => {
    total += length;
    if (total >= 2 ** 31) {
      throw new ShapeError({
        what: "the matrix has too many values for one CSR",
        where: "toCsr",
        expected: "below 2^31",
        got: `more by row ${row}`,
        hint: "Take fewer rows or columns with subset()",
      });
    }
    indptr[row + 1] = total;
  });
  return indptr;
}
