import type { Table } from "../frame/index.js";
import type { LazyDense, LazyMatrix } from "../matrix/index.js";
import { storeDense } from "./store-dense.js";

/** What an actual AnnData object holds; views refer to the state of the object they look into. */
export interface AnnDataState {
  X: LazyMatrix;
  obs: Table;
  var: Table;
  readonly obsm: Map<string, LazyDense>;
  readonly varm: Map<string, LazyDense>;
  readonly layers: Map<string, LazyMatrix>;
  readonly obsp: Map<string, LazyMatrix>;
  readonly varp: Map<string, LazyMatrix>;
  readonly uns: Map<string, unknown>;
}

/** Rows and columns of a state that a view shows; undefined = all. */
export interface ViewOf {
  readonly state: AnnDataState;
  readonly rows: Int32Array | undefined;
  readonly cols: Int32Array | undefined;
}

/** The selected part of a state as a state of its own: lazy values stay lazy, tables and `uns` are given. */
export function cutState(
  { state, rows, cols }: ViewOf,
  tables: Pick<AnnDataState, "obs" | "var" | "uns">,
): AnnDataState {
  const cut: AnnDataState = {
    ...tables,
    X: state.X.subset(rows, cols),
    obsm: new Map(),
    varm: new Map(),
    layers: mapValues(state.layers, (layer) => layer.subset(rows, cols)),
    obsp: mapValues(state.obsp, (pairs) => pairs.subset(rows, rows)),
    varp: mapValues(state.varp, (pairs) => pairs.subset(cols, cols)),
  };
  for (const [key, value] of state.obsm) storeDense(cut.obsm, key, takeRows(value, rows));
  for (const [key, value] of state.varm) storeDense(cut.varm, key, takeRows(value, cols));
  return cut;
}

export function takeRows(value: LazyDense, rows: Int32Array | undefined): LazyDense {
  return rows === undefined ? value : value.takeRows(rows);
}

function mapValues<A, B>(values: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...values].map(([key, value]) => [key, change(value)]));
}
