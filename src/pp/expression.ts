import type { AnnData } from "../anndata/index.js";
import type { LazyMatrix } from "../matrix/index.js";

/** `X`, or the layer of that name. */
export function expression(adata: AnnData, layer: string | undefined): LazyMatrix {
  return layer === undefined ? adata.X : adata.layers.get(layer);
}

/** Puts the matrix in the place of `X` or of the layer. */
export function setExpression(adata: AnnData, layer: string | undefined, matrix: LazyMatrix): void {
  if (layer === undefined) adata.X = matrix;
  else adata.layers.set(layer, matrix);
}

/** Scanpy's `view_to_actual`: a function that changes values works on a copy of a view, and says so. */
export function viewToActual(adata: AnnData): void {
  if (!adata.isView) return;
  console.warn("Received a view of an AnnData. Making a copy.");
  adata.subsetInPlace({});
}
