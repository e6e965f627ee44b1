import { booleanCells, categoricalCells, type DataFrameColumn, stringCells } from "../soma/write/index.js";
import type { CellColumn } from "../tiledb/write/index.js";
import type { DrawnCell } from "./cell-source.js";
import { CELL_TYPES } from "./cell-types.js";
import type { Dataset, Donor } from "./dataset-plan.js";
import { type Term, TISSUES } from "./ontology.js";
import type { RowSummary } from "./stripe-buffer.js";

/** Everything that the row of a cell says. */
export interface ObsRow {
  readonly dataset: Dataset;
  readonly cell: DrawnCell;
  readonly isPrimary: boolean;
  readonly joinid: string;
  readonly summary: RowSummary;
  readonly measuredGenes: number;
}

type TextOf = (dataset: Dataset, donor: Donor, cell: DrawnCell) => string;

/** A label column and its ontology term column, as the Census has them side by side. */
function pair(name: string, term: (dataset: Dataset, donor: Donor, cell: DrawnCell) => Term): [string, TextOf][] {
  return [
    [name, (...row) => term(...row)[0]],
    [`${name}_ontology_term_id`, (...row) => term(...row)[1]],
  ];
}

// The 20 enumerated columns of the Census.
const TEXTS: ReadonlyMap<string, TextOf> = new Map([
  ["dataset_id", (dataset) => dataset.id],
  ...pair("assay", (dataset) => dataset.assay),
  ...pair("cell_type", (_dataset, _donor, { type }) => [type.name, type.term]),
  ...pair("development_stage", (_dataset, donor) => donor.stage),
  ...pair("disease", (_dataset, donor) => donor.disease),
  ["donor_id", (_dataset, donor) => donor.id],
  ...pair("self_reported_ethnicity", (_dataset, donor) => donor.ethnicity),
  ...pair("sex", (_dataset, donor) => donor.sex),
  ["suspension_type", (dataset) => dataset.suspension],
  ...pair("tissue", (_dataset, donor) => donor.tissue),
  ["tissue_type", () => "tissue"],
  ...pair("tissue_general", ({ tissue }) => TISSUES[tissue][0]),
] satisfies [string, TextOf][]);

// Order of the Census release of 2025-01-30, without `soma_joinid`, which comes first.
const ORDER = [
  ...[...TEXTS.keys()].slice(0, 10),
  "is_primary_data",
  "observation_joinid",
  ...[...TEXTS.keys()].slice(10),
  "raw_sum",
  "nnz",
  "raw_mean_nnz",
  "raw_variance_nnz",
  "n_measured_vars",
];

const NUMBERS: Readonly<Record<string, "int64" | "float64">> = {
  raw_sum: "float64",
  nnz: "int64",
  raw_mean_nnz: "float64",
  raw_variance_nnz: "float64",
  n_measured_vars: "int64",
};

/** The columns of `obs` for a plan, and their cells for rows. */
export class ObsColumns {
  readonly columns: readonly DataFrameColumn[];
  readonly #codes: ReadonlyMap<string, ReadonlyMap<string, number>>;

  constructor(datasets: readonly Dataset[]) {
    const categories = new Map([...TEXTS].map(([name, textOf]) => [name, categoriesOf(datasets, textOf)]));
    this.#codes = new Map([...categories].map(([name, list]) => [name, new Map(list.map((text, i) => [text, i]))]));
    this.columns = ORDER.map((name): DataFrameColumn => {
      const list = categories.get(name);
      if (list !== undefined) return { name, type: "categorical", categories: list };
      if (name === "is_primary_data") return { name, type: "bool" };
      return { name, type: NUMBERS[name] ?? "string_utf8" };
    });
  }

  /** The cells of consecutive rows from `firstRow` on. */
  cells(firstRow: number, rows: readonly ObsRow[]): Map<string, CellColumn> {
    const result = new Map<string, CellColumn>();
    result.set("soma_joinid", { values: Int32Array.from(rows, (_, i) => firstRow + i) });
    for (const [name, textOf] of TEXTS) {
      const codes = this.#codes.get(name)!;
      const of = ({ dataset, cell }: ObsRow): number => codes.get(textOf(dataset, dataset.donors[cell.donor]!, cell))!;
      result.set(name, categoricalCells(rows.map(of), [...codes.keys()]));
    }
    result.set("is_primary_data", booleanCells(rows.map((row) => row.isPrimary)));
    result.set("observation_joinid", stringCells(rows.map((row) => row.joinid)));
    result.set("raw_sum", { values: Float64Array.from(rows, ({ summary }) => summary.sum) });
    result.set("nnz", { values: Int32Array.from(rows, ({ summary }) => summary.nnz) });
    result.set("raw_mean_nnz", { values: Float64Array.from(rows, ({ summary }) => summary.mean) });
    result.set("raw_variance_nnz", { values: Float64Array.from(rows, ({ summary }) => summary.variance) });
    result.set("n_measured_vars", { values: Int32Array.from(rows, (row) => row.measuredGenes) });
    return result;
  }
}

/** All texts that the column can have in the plan, in order of the text. */
function categoriesOf(datasets: readonly Dataset[], textOf: TextOf): string[] {
  const found = new Set<string>();
  for (const dataset of datasets) {
    for (const [index, donor] of dataset.donors.entries()) {
      for (const type of CELL_TYPES) found.add(textOf(dataset, donor, { type, donor: index }));
    }
  }
  return [...found].sort();
}
