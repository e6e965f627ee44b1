import { checkOption, ShapeError } from "../core/index.js";
import { SharedArena } from "../kernels/index.js";
import type { CsrBlock, MatrixSource, RowRange, SourceSpec, StripeReader } from "./types.js";

/** A matrix in memory, row-compressed: row r holds the entries `indptr[r] … indptr[r + 1] − 1`, columns ascending. */
export interface CsrMatrix {
  readonly shape: readonly [nObs: number, nVars: number];
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float32Array;
}

interface CsrSpec extends SourceSpec {
  readonly kind: "csr";
  readonly nCols: number;
  readonly stripes: readonly RowRange[];
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float32Array;
}

let opened = 0;

/** The matrix as a source whose arrays all workers share. */
export function csrSource(csr: CsrMatrix, stripeRows = 2048): MatrixSource {
  checkCsr(csr);
  checkOption(
    Number.isInteger(stripeRows) && stripeRows >= 1,
    "LazyMatrix.fromCsr",
    "stripeRows",
    "a whole number from 1",
    stripeRows,
  );
  const [nObs, nVars] = csr.shape;
  const nnz = csr.indptr[nObs]!;
  const arena = new SharedArena([4 * (nObs + 1), 4 * nnz, 4 * nnz]);
  const indptr = arena.int32(nObs + 1);
  const indices = arena.int32(nnz);
  const data = arena.float32(nnz);
  indptr.set(csr.indptr);
  indices.set(csr.indices.subarray(0, nnz));
  data.set(csr.data.subarray(0, nnz));
  const stripes: RowRange[] = [];
  for (let start = 0; start < nObs; start += stripeRows)
    stripes.push({ start, end: Math.min(nObs, start + stripeRows) });
  const spec: CsrSpec = {
    kind: "csr",
    id: `csr-${process.pid}-${opened++}`,
    nCols: nVars,
    stripes,
    indptr,
    indices,
    data,
  };
  return { spec, shape: csr.shape, dtype: "float32", stripes };
}

/** Opens a source made by `csrSource`. */
export function openCsrReader(spec: SourceSpec): Promise<StripeReader> {
  const { stripes, indptr, indices, data, nCols } = spec as CsrSpec;
  return Promise.resolve({
    readStripe(index: number): Promise<CsrBlock> {
      const { start, end } = stripes[index]!;
      const first = indptr[start]!;
      const last = indptr[end]!;
      return Promise.resolve({
        nRows: end - start,
        nCols,
        indptr: indptr.slice(start, end + 1).map((at) => at - first),
        indices: indices.subarray(first, last),
        data: data.subarray(first, last),
      });
    },
    close: () => Promise.resolve(),
  });
}

function checkCsr({ shape: [nObs, nVars], indptr, indices, data }: CsrMatrix): void {
  const fail = (what: string, expected: string, got: string): never => {
    throw new ShapeError({ what, where: "CSR matrix", expected, got });
  };
  if (indptr.length !== nObs + 1) fail("length of indptr", `${nObs + 1} (rows + 1)`, String(indptr.length));
  if (indptr[0] !== 0) fail("first value of indptr", "0", String(indptr[0]));
  const nnz = indptr[nObs]!;
  if (indices.length < nnz || data.length < nnz)
    fail("length of indices and data", `at least ${nnz}`, `${indices.length} and ${data.length}`);
  for (let row = 0; row < nObs; row++) {
    if (indptr[row + 1]! < indptr[row]!)
      fail(`indptr of row ${row + 1}`, `at least ${indptr[row]}`, String(indptr[row + 1]));
    let previous = -1;
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
      const column = indices[i]!;
      if (column <= previous || column >= nVars)
        fail(`columns of row ${row}`, `ascending, below ${nVars}`, `${column} after ${previous}`);
      previous = column;
    }
  }
}
