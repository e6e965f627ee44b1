import { readFileSync } from "node:fs";
import { booleanColumn, categoricalColumn, numericColumn, stringColumn, Table } from "../../src/frame/index.js";
import type { PcaPlotOptions } from "../../src/pl/index.js";
import type { Plottable } from "../../src/pl/plottable.js";

export interface GoldenPanel {
  readonly title: string;
  readonly labels: [string, string];
  /** Boxes are left, top, right, bottom in pixels. */
  readonly axes: number[];
  readonly xlim: number[];
  readonly ylim: number[];
  readonly size: number;
  readonly colors: string[];
  readonly offsets?: number[];
  readonly legend?: {
    readonly nColumns: number;
    readonly box: number[];
    readonly labels: string[];
    readonly colors: string[];
    readonly dots: number[][];
    readonly texts: number[][];
  };
  readonly colorbar?: { readonly box: number[]; readonly labels: string[]; readonly range: number[] };
  readonly onData?: [string, number, number][];
}

interface GoldenData {
  readonly pca: number[];
  readonly kind?: { readonly categories: string[]; readonly codes: number[] };
  readonly score?: (number | null)[];
  readonly flag?: number[];
  readonly batch?: string[];
  readonly ALB?: number[];
  readonly uns: Record<string, string[]>;
}

export interface GoldenCase {
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: GoldenData;
  readonly figure: [number, number];
  readonly ink: [number, number, number, number];
  readonly panels: GoldenPanel[];
  readonly uns: Record<string, string[]>;
}

interface Golden {
  readonly scanpy: string;
  readonly cases: Record<string, GoldenCase>;
  readonly ticks: { readonly low: number; readonly high: number; readonly labels: string[]; readonly offset: string }[];
}

/** What scanpy 1.11.0 drew (test/oracle/golden/pl.py). */
export const golden: Golden = JSON.parse(readFileSync(new URL("../golden/pl/scanpy.json", import.meta.url), "utf8"));

/** The case's data as the part of an AnnData object that plotting needs. */
export function plottable({ data }: GoldenCase): Plottable {
  const n = data.pca.length / 3;
  const columns = [];
  if (data.kind !== undefined)
    columns.push(categoricalColumn("kind", Int32Array.from(data.kind.codes), data.kind.categories));
  if (data.score !== undefined)
    columns.push(
      numericColumn(
        "score",
        Float32Array.from(data.score, (value) => value ?? Number.NaN),
      ),
    );
  if (data.flag !== undefined) columns.push(booleanColumn("flag", Uint8Array.from(data.flag)));
  if (data.batch !== undefined) columns.push(stringColumn("batch", data.batch));
  return {
    nObs: n,
    obs: Table.fromColumns(columns, { nRows: n }),
    var: Table.fromColumns([stringColumn("symbol", ["albumin", "lysozyme"])], { index: ["ALB", "LYZ"] }),
    uns: new Map<string, unknown>([
      ...Object.entries(data.uns),
      ["pca", { variance_ratio: Float64Array.of(0.1234, 0.0525, 0.01) }],
    ]),
    obsm: new Map([["X_pca", { shape: [n, 3], data: Float32Array.from(data.pca) }]]),
    obsVector: async (key) => numericColumn(key, Float32Array.from(data.ALB ?? [])),
  };
}

const CAMEL: Readonly<Record<string, string>> = {
  legend_loc: "legendLoc",
  annotate_var_explained: "annotateVarExplained",
};

/** The case's options under our names. */
export function ourOptions(options: GoldenCase["options"]): PcaPlotOptions {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [CAMEL[key] ?? key, value]));
}
