import type { Column, Table } from "../frame/index.js";

/** What plotting needs of annotated data. An `AnnData` has it all; a view of one too. */
export interface Plottable {
  readonly nObs: number;
  obs: Table;
  readonly var: Table;
  readonly uns: Map<string, unknown>;
  readonly obsm: {
    has(key: string): boolean;
    get(key: string): unknown;
    keys(): Iterable<string>;
  };
  /** The expression of one gene (by var name) in every cell. */
  obsVector(key: string, options?: { readonly signal?: AbortSignal }): Promise<Column>;
}
