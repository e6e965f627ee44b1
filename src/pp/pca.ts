import type { AnnData } from "../anndata/index.js";
import { checkOption, OptionError, rejectUnknown, ShapeError, UnsupportedFeatureError } from "../core/index.js";
import { DenseMatrix } from "../matrix/index.js";
import { expression } from "./expression.js";

export interface PcaOptions {
  /** Number of components; default 50, or one less than the smaller side if that is not larger. */
  readonly nComps?: number;
  /**
   * Genes to use: a boolean var column, or a mask of length `nVars`; null: all (at most 15,000).
   * Default: the column `highly_variable` if there is one.
   */
  readonly maskVar?: string | ArrayLike<boolean | number> | null;
  /** The layer to use instead of `X`. */
  readonly layer?: string;
  /** Store under this key in `obsm`, `varm` and `uns`, instead of `X_pca`, `PCs` and `pca`. */
  readonly keyAdded?: string;
  /** Only true: components of centred values. */
  readonly zeroCenter?: boolean;
  readonly signal?: AbortSignal;
}

const WHERE = "pp.pca";
const KNOWN = ["nComps", "maskVar", "layer", "keyAdded", "zeroCenter", "signal"];

/**
 * Principal components as Scanpy 1.11 computes them for lazy sparse data: exact eigenvectors of the covariance (divided by
 * n). Writes `obsm["X_pca"]` (`nObs × nComps` float32, lazy: `await adata.obsm.get("X_pca").compute()`), `varm["PCs"]`
 * (`nVars × nComps` float64, 0 for genes not used) and `uns["pca"]` (`params`, `variance`, `variance_ratio`).
 * Signs differ from Scanpy's, which are arbitrary: here the largest loading of each component is positive.
 */
export async function pca(adata: AnnData, options: PcaOptions = {}): Promise<void> {
  const { nComps: wanted, maskVar: given, layer, keyAdded, zeroCenter = true, signal, ...rest } = options;
  rejectUnknown(rest, WHERE, KNOWN);
  if (!zeroCenter) {
    throw new UnsupportedFeatureError({ what: "zeroCenter: false (truncated SVD) is not supported yet", where: WHERE });
  }
  const maskVar = given === undefined && adata.var.hasColumn("highly_variable") ? "highly_variable" : (given ?? null);
  const genes = genesOf(adata, maskVar);
  const nComps = wanted ?? defaultComponents(Math.min(genes.length, adata.nObs));
  const limit = Math.min(genes.length, adata.nObs);
  const valid = Number.isInteger(nComps) && nComps >= 1 && nComps <= limit;
  checkOption(
    valid,
    WHERE,
    "nComps",
    `a whole number from 1 to ${limit} (the smaller of cells and genes used)`,
    nComps,
  );
  const X = expression(adata, layer);
  const found = await X.principalComponents(genes, nComps, signal === undefined ? {} : { signal });
  const loadings = new Float64Array(adata.nVars * nComps);
  genes.forEach((gene, i) => {
    loadings.set(found.components.subarray(i * nComps, (i + 1) * nComps), gene * nComps);
  });
  adata.obsm.set(keyAdded ?? "X_pca", found.projection);
  adata.varm.set(keyAdded ?? "PCs", new DenseMatrix([adata.nVars, nComps], loadings));
  adata.uns.set(keyAdded ?? "pca", {
    params: {
      zero_center: true,
      use_highly_variable: maskVar === "highly_variable",
      mask_var: typeof maskVar === "string" ? maskVar : null,
      ...(layer === undefined ? {} : { layer }),
    },
    variance: Float32Array.from(found.variance),
    variance_ratio: Float32Array.from(found.varianceRatio),
  });
}

/** Scanpy: 50, or one less than the smaller side when that is 50 or less. */
function defaultComponents(smallerSide: number): number {
  return smallerSide > 50 ? 50 : smallerSide - 1;
}

function genesOf(adata: AnnData, maskVar: string | ArrayLike<boolean | number> | null): Int32Array {
  const all = Int32Array.from({ length: adata.nVars }, (_, gene) => gene);
  if (maskVar === null) return all;
  const mask = typeof maskVar === "string" ? maskColumn(adata, maskVar) : maskVar;
  if (mask.length !== adata.nVars) {
    throw new ShapeError({
      what: "length of maskVar",
      where: WHERE,
      expected: `${adata.nVars} (nVars)`,
      got: String(mask.length),
    });
  }
  const genes = all.filter((gene) => Boolean(mask[gene]));
  if (genes.length === 0) throw new OptionError({ what: "maskVar selects no gene", where: WHERE });
  return genes;
}

function maskColumn(adata: AnnData, name: string): ArrayLike<boolean | number> {
  const column = adata.var.column(name);
  checkOption(column.kind === "boolean", WHERE, "maskVar", "a boolean column of var", `${name} (${column.dtype})`);
  return column.values() as ArrayLike<boolean | number>;
}
