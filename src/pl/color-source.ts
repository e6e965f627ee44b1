import { ColumnError, UnsupportedFeatureError } from "../core/errors.js";
import { nearestNames } from "../core/index.js";
import type { Column, Table } from "../frame/index.js";
import type { Plottable } from "./plottable.js";

/** What a panel is coloured by: numbers, or categories of an obs column. */
export type ColorSource =
  | { readonly kind: "numbers"; readonly values: ArrayLike<number> }
  | { readonly kind: "categories"; readonly codes: ArrayLike<number>; readonly categories: readonly string[] };

/**
 * Finds `key` among the obs columns, then among the genes. An obs column of texts becomes categorical in `adata.obs`,
 * in natural order, as Scanpy makes it.
 */
export async function findColorSource(
  adata: Plottable,
  key: string,
  geneSymbols: string | undefined,
  where: string,
  signal: AbortSignal | undefined,
): Promise<ColorSource> {
  if (adata.obs.hasColumn(key)) return fromColumn(adata, key, adata.obs.column(key), where);
  const gene = geneName(adata.var, key, geneSymbols);
  if (gene === undefined) throw unknownColor(adata, key, geneSymbols, where);
  return fromColumn(adata, key, await adata.obsVector(gene, signal === undefined ? {} : { signal }), where);
}

function fromColumn(adata: Plottable, key: string, column: Column, where: string): ColorSource {
  switch (column.kind) {
    case "categorical":
      return { kind: "categories", codes: column.codes, categories: column.categories };
    case "numeric":
      return { kind: "numbers", values: column.toFloat64() };
    case "boolean":
      return booleanCategories(column);
    case "string": {
      if (new Set(column.values()).size >= column.length) {
        throw new UnsupportedFeatureError({
          what: `colour by "${key}", whose texts all differ`,
          where,
          hint: "Colour by a categorical, boolean or numeric column, or by a gene.",
        });
      }
      const categorical = column.toCategorical();
      adata.obs = adata.obs.withColumn(key, categorical);
      return { kind: "categories", codes: categorical.codes, categories: categorical.categories };
    }
  }
}

/** Scanpy's categories of a boolean column: those of "False" and "True" that occur. */
function booleanCategories(column: Extract<Column, { kind: "boolean" }>): ColorSource {
  const bits = Int32Array.from({ length: column.length }, (_, row) =>
    column.isNull(row) ? -1 : column.values()[row] ? 1 : 0,
  );
  const present = [0, 1].filter((bit) => bits.includes(bit));
  return {
    kind: "categories",
    codes: bits.map((bit) => present.indexOf(bit)),
    categories: present.map((bit) => (bit === 1 ? "True" : "False")),
  };
}

/** The var name of the gene that `key` means, or undefined. */
function geneName(genes: Table, key: string, geneSymbols: string | undefined): string | undefined {
  if (genes.index.indexOf(key) >= 0) return key;
  if (geneSymbols === undefined) return undefined;
  const symbols = genes.column(geneSymbols);
  for (let row = 0; row < genes.nRows; row++) if (symbols.get(row) === key) return genes.index.get(row);
  return undefined;
}

function unknownColor(adata: Plottable, key: string, geneSymbols: string | undefined, where: string): ColumnError {
  const what = `no obs column and no gene "${key}"`;
  const holder = geneSymbols === undefined ? columnWith(adata.var, key) : undefined;
  if (holder !== undefined) {
    return new ColumnError({ what, where, hint: `var column "${holder}" has it: pass geneSymbols: "${holder}".` });
  }
  const genes = geneSymbols === undefined ? rowNames(adata.var) : texts(adata.var.column(geneSymbols));
  const near = nearestNames(key, new Set([...adata.obs.columnNames, ...genes]));
  const columns = `Columns of obs: ${adata.obs.columnNames.join(", ") || "none"}`;
  return new ColumnError({ what, where, hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : columns });
}

/** The first var column of texts that has `text` in some row. */
function columnWith(genes: Table, text: string): string | undefined {
  return genes.columns.find((column) => column.kind !== "numeric" && texts(column).includes(text))?.name;
}

function texts(column: Column): string[] {
  return Array.from(column, (value) => String(value));
}

function rowNames(table: Table): string[] {
  return Array.from({ length: table.nRows }, (_, row) => table.index.get(row));
}
