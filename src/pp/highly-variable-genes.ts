import type { AnnData } from "../anndata/index.js";
import { checkOption, rejectUnknown, UnsupportedFeatureError } from "../core/index.js";
import { booleanColumn, type Column, categoricalColumn, numericColumn, Table } from "../frame/index.js";
import type { ColumnMoments, LazyMatrix, PassOptions } from "../matrix/index.js";
import { expression } from "./expression.js";
import { batchRows } from "./hvg/batch-rows.js";
import { cellRangerStatistics } from "./hvg/cell-ranger.js";
import { type Cutoff, chooseGenes } from "./hvg/cutoff.js";
import type { GeneStatistics } from "./hvg/gene-statistics.js";
import { intervalLabels } from "./hvg/interval-labels.js";
import { type BatchGenes, mergeBatches } from "./hvg/merge-batches.js";
import { seuratStatistics } from "./hvg/seurat.js";

export interface HighlyVariableGenesOptions {
  /** How dispersions are normalised; both expect logged values. Default `"seurat"`. */
  readonly flavor?: "seurat" | "cell_ranger";
  /** Take the genes with the highest normalised dispersions (ties may give more) instead of the bounds below. */
  readonly nTopGenes?: number;
  /** Bounds on the normalised dispersion, exclusive. Default 0.5 and ∞. */
  readonly minDisp?: number;
  readonly maxDisp?: number;
  /** Bounds on the mean (`means`), exclusive. Default 0.0125 and 3. */
  readonly minMean?: number;
  readonly maxMean?: number;
  /** Bins of the mean (flavor `seurat`). Default 20. */
  readonly nBins?: number;
  /** Keep only the highly variable genes. Default false. */
  readonly subset?: boolean;
  /** Write into `adata.var`; false: return a table and change nothing. Default true. */
  readonly inplace?: boolean;
  /** obs column: choose genes in each of its categories, and merge. */
  readonly batchKey?: string;
  /** The layer to use instead of `X`. */
  readonly layer?: string;
  readonly signal?: AbortSignal;
}

const WHERE = "pp.highlyVariableGenes";
const BOUNDS = { minDisp: 0.5, maxDisp: Number.POSITIVE_INFINITY, minMean: 0.0125, maxMean: 3 } as const;
const KNOWN = [
  ...Object.keys(BOUNDS),
  "flavor",
  "nTopGenes",
  "nBins",
  "subset",
  "inplace",
  "batchKey",
  "layer",
  "signal",
];

/**
 * Marks highly variable genes as Scanpy 1.11's `highly_variable_genes` does, reading X once. Writes `var`'s columns
 * `highly_variable`, `means`, `dispersions` (float64), `dispersions_norm` (float32) and `uns["hvg"]`; with `batchKey` also
 * `highly_variable_nbatches` and `highly_variable_intersection`. With `inplace: false` returns them (and `mean_bin`) instead.
 * Expects logged values (`pp.log1p`).
 */
export async function highlyVariableGenes(
  adata: AnnData,
  options: HighlyVariableGenesOptions = {},
): Promise<Table | undefined> {
  const {
    flavor = "seurat",
    nTopGenes,
    nBins = 20,
    subset = false,
    inplace = true,
    batchKey,
    layer,
    signal,
    ...rest
  } = options;
  const {
    minDisp = BOUNDS.minDisp,
    maxDisp = BOUNDS.maxDisp,
    minMean = BOUNDS.minMean,
    maxMean = BOUNDS.maxMean,
    ...unknown
  } = rest;
  rejectUnknown(unknown, WHERE, KNOWN);
  checkFlavor(flavor);
  checkOption(Number.isInteger(nBins) && nBins >= 1, WHERE, "nBins", "a whole number from 1", nBins);
  const bounds = { minDisp, maxDisp, minMean, maxMean };
  const cutoff = cutoffOf(nTopGenes, bounds);
  const pass: Pass = { base: logBase(adata), flavor, nBins, cutoff, options: signal === undefined ? {} : { signal } };
  const X = expression(adata, layer);
  const columns = batchKey === undefined ? await allCells(X, pass) : await byBatch(adata, X, batchKey, pass);
  const chosen = columns.find((column) => column.name === "highly_variable")!.values() as Uint8Array;
  if (!inplace) {
    const table = Table.fromColumns(columns, { index: adata.varNames });
    return subset ? table.filter(chosen) : table;
  }
  let table = adata.var;
  for (const name of VAR_ORDER) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column !== undefined) table = table.withColumn(name, name === "dispersions_norm" ? toFloat32(column) : column);
  }
  adata.uns.set("hvg", { flavor });
  adata.var = table;
  if (subset) adata.subsetInPlace({ var: Array.from(chosen, Boolean) });
  return undefined;
}

// The order in which Scanpy adds the columns.
const VAR_ORDER = [
  "highly_variable",
  "means",
  "dispersions",
  "dispersions_norm",
  "highly_variable_nbatches",
  "highly_variable_intersection",
];

interface Pass {
  /** Base of the logarithm in `uns["log1p"]`; null: e. */
  readonly base: number | null;
  readonly flavor: "seurat" | "cell_ranger";
  readonly nBins: number;
  readonly cutoff: Cutoff;
  readonly options: PassOptions;
}

/** Sums over the cells of what the flavor looks at: `seurat` takes the logarithm off again, `cell_ranger` does not. */
function momentsOf(X: LazyMatrix, { base, flavor, options }: Pass): Promise<ColumnMoments> {
  if (flavor === "cell_ranger") return X.columnMoments(options);
  return X.columnMoments({ ...options, expm1: { kind: "expm1", factor: base === null ? 1 : Math.log(base) } });
}

function statisticsOf(moments: ColumnMoments, { flavor, nBins }: Pass): GeneStatistics {
  return flavor === "seurat" ? seuratStatistics(moments, nBins) : cellRangerStatistics(moments);
}

async function allCells(X: LazyMatrix, pass: Pass): Promise<Column[]> {
  const genes = statisticsOf(await momentsOf(X, pass), pass);
  const chosen = chooseGenes(genes.means, genes.dispersionsNorm, pass.cutoff);
  return [
    numericColumn("means", genes.means),
    numericColumn("dispersions", genes.dispersions),
    categoricalColumn("mean_bin", genes.bins, intervalLabels(genes.edges), true),
    numericColumn("dispersions_norm", genes.dispersionsNorm),
    booleanColumn("highly_variable", chosen),
  ];
}

async function byBatch(adata: AnnData, X: LazyMatrix, batchKey: string, pass: Pass): Promise<Column[]> {
  const batches: BatchGenes[] = [];
  for (const rows of batchRows(adata.obs.column(batchKey), WHERE)) batches.push(await batchGenes(X.subset(rows), pass));
  const merged = mergeBatches(batches, pass.cutoff);
  return [
    numericColumn("means", merged.means),
    numericColumn("dispersions", merged.dispersions),
    numericColumn("dispersions_norm", merged.dispersionsNorm),
    booleanColumn("highly_variable", merged.chosen),
    numericColumn("highly_variable_nbatches", merged.nBatches, undefined, "int64"),
    booleanColumn("highly_variable_intersection", merged.intersection),
  ];
}

/** The method on the batch's cells and the genes that they express; the other genes are 0 everywhere. */
async function batchGenes(X: LazyMatrix, pass: Pass): Promise<BatchGenes> {
  const { n, sum, sumOfSquares } = await momentsOf(X, pass);
  const kept = Int32Array.from(sum.keys()).filter((gene) => sum[gene]! > 0);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (gene) => values[gene]!);
  const genes = statisticsOf({ n, sum: pick(sum), sumOfSquares: pick(sumOfSquares) }, pass);
  const chosen = chooseGenes(genes.means, genes.dispersionsNorm, pass.cutoff);
  const spread = <T extends Float64Array | Uint8Array>(values: T, out: T): T => {
    kept.forEach((gene, i) => {
      out[gene] = values[i]!;
    });
    return out;
  };
  return {
    means: spread(genes.means, new Float64Array(sum.length)),
    dispersions: spread(genes.dispersions, new Float64Array(sum.length)),
    dispersionsNorm: spread(genes.dispersionsNorm, new Float64Array(sum.length)),
    chosen: spread(chosen, new Uint8Array(sum.length)),
  };
}

function toFloat32(column: Column): Column {
  return numericColumn(column.name, Float32Array.from(column.values() as Float64Array));
}

function logBase(adata: AnnData): number | null {
  const log1p = adata.uns.get("log1p") as { readonly base?: number | null } | undefined;
  return log1p?.base ?? null;
}

function cutoffOf(nTopGenes: number | undefined, bounds: Omit<Extract<Cutoff, { kind: "bounds" }>, "kind">): Cutoff {
  if (nTopGenes === undefined) return { kind: "bounds", ...bounds };
  checkOption(Number.isInteger(nTopGenes) && nTopGenes >= 1, WHERE, "nTopGenes", "a whole number from 1", nTopGenes);
  const changed = (Object.keys(BOUNDS) as (keyof typeof BOUNDS)[]).some((key) => bounds[key] !== BOUNDS[key]);
  if (changed) console.warn("If you pass `n_top_genes`, all cutoffs are ignored.");
  return { kind: "top", nTopGenes };
}

function checkFlavor(flavor: string): void {
  if (["seurat_v3", "seurat_v3_paper", "pearson_residuals"].includes(flavor)) {
    throw new UnsupportedFeatureError({
      what: `flavor "${flavor}" is not supported yet`,
      where: WHERE,
      hint: 'Use "seurat" or "cell_ranger"',
    });
  }
  checkOption(flavor === "seurat" || flavor === "cell_ranger", WHERE, "flavor", '"seurat" or "cell_ranger"', flavor);
}
