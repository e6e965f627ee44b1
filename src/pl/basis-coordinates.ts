import { ColumnError, ShapeError } from "../core/errors.js";
import { nearestNames, throwIfAborted } from "../core/index.js";
import type { Plottable } from "./plottable.js";

/** A dense matrix, row by row: what an entry of obsm is or computes to. */
export interface Coordinates {
  readonly shape: readonly [nRows: number, nColumns: number];
  readonly data: Float32Array | Float64Array;
}

/** `obsm[basis]` or `obsm["X_" + basis]`; one that is not computed yet is computed first. */
export async function basisCoordinates(
  adata: Plottable,
  basis: string,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Coordinates> {
  throwIfAborted(signal, where);
  const key = adata.obsm.has(basis) ? basis : `X_${basis}`;
  if (!adata.obsm.has(key)) throw missingBasis(adata, basis, key, where);
  const entry = adata.obsm.get(key) as Coordinates | { compute(options?: object): Promise<Coordinates> };
  const matrix = "compute" in entry ? await entry.compute(signal === undefined ? {} : { signal }) : entry;
  if (matrix.shape[0] !== adata.nObs) {
    throw new ShapeError({
      what: "rows",
      where: `obsm["${key}"]`,
      expected: `${adata.nObs} (n_obs)`,
      got: String(matrix.shape[0]),
    });
  }
  return matrix;
}

function missingBasis(adata: Plottable, basis: string, key: string, where: string): ColumnError {
  const keys = [...adata.obsm.keys()];
  const near = nearestNames(key, keys);
  const hint =
    basis === "pca"
      ? "Run pp.pca(adata) first."
      : near.length > 0
        ? `Did you mean ${near.join(", ")}?`
        : `Keys of obsm: ${keys.join(", ") || "none"}`;
  return new ColumnError({ what: `no obsm["${key}"]`, where, hint });
}

/** One column of the matrix. */
export function coordinateColumn({ shape, data }: Coordinates, column: number): Float32Array | Float64Array {
  const [nRows, nColumns] = shape;
  const out = data instanceof Float32Array ? new Float32Array(nRows) : new Float64Array(nRows);
  for (let row = 0; row < nRows; row++) out[row] = data[row * nColumns + column]!;
  return out;
}
