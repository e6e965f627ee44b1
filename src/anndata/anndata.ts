import { ColumnError, type MimeBundle, nearestNames, registerDisplay, rejectUnknown } from "../core/index.js";
import { type Column, numericColumn, type RowNames, Table } from "../frame/index.js";
import type { DenseMatrix, LazyDense, LazyMatrix } from "../matrix/index.js";
import { AlignedMapping, checkAligned } from "./aligned-mapping.js";
import { describeAnnData } from "./describe.js";
import { type Keyed, keyedEntries } from "./keyed.js";
import { type AxisSelector, composeRows, resolveSelector } from "./selection.js";
import { type AnnDataState, cutState, takeRows, type ViewOf } from "./state.js";
import { storeDense } from "./store-dense.js";
import { UnsMap } from "./uns-map.js";
import { viewTable } from "./view-tables.js";

export interface AnnDataParts {
  /** `nObs × nVars`. */
  readonly X: LazyMatrix;
  /** Default: no columns, rows named by position. */
  readonly obs?: Table;
  readonly var?: Table;
  readonly obsm?: Keyed<DenseMatrix | LazyDense>;
  readonly varm?: Keyed<DenseMatrix | LazyDense>;
  readonly layers?: Keyed<LazyMatrix>;
  readonly obsp?: Keyed<LazyMatrix>;
  readonly varp?: Keyed<LazyMatrix>;
  readonly uns?: Keyed<unknown>;
}

export interface ObsVectorOptions {
  /** The var column in which to look a gene up, instead of the var names; e.g. `"feature_name"`. */
  readonly geneSymbols?: string;
  readonly signal?: AbortSignal;
}

const PARTS = ["X", "obs", "var", "obsm", "varm", "layers", "obsp", "varp", "uns"] as const;

/** Marks the arguments of a view; only `subset` makes one. */
class ViewParts implements AnnDataParts {
  readonly X: LazyMatrix;
  readonly viewOf: ViewOf;

  constructor(viewOf: ViewOf) {
    this.X = viewOf.state.X;
    this.viewOf = viewOf;
  }
}

/**
 * Annotated data: a lazy matrix of observations (cells) by variables (genes), tables about both, results beside them.
 * `subset` gives a view: nothing is copied until the view is written to.
 */
export class AnnData {
  /** Of a view: its tables and uns; the other values come from `#view.state`. */
  #state: AnnDataState;
  #view: ViewOf | undefined;
  #shownX: { readonly of: LazyMatrix; readonly cut: LazyMatrix } | undefined;
  readonly #cuts = new WeakMap<LazyDense, LazyDense>();

  readonly obsm: AlignedMapping<LazyDense, DenseMatrix | LazyDense>;
  readonly varm: AlignedMapping<LazyDense, DenseMatrix | LazyDense>;
  readonly layers: AlignedMapping<LazyMatrix>;
  readonly obsp: AlignedMapping<LazyMatrix>;
  readonly varp: AlignedMapping<LazyMatrix>;

  static {
    registerDisplay(AnnData.prototype);
  }

  /** @throws ShapeError if a part does not fit X */
  constructor(parts: AnnDataParts) {
    this.obsm = this.#denseMapping(
      "obsm",
      () => this.#view?.rows,
      () => this.nObs,
    );
    this.varm = this.#denseMapping(
      "varm",
      () => this.#view?.cols,
      () => this.nVars,
    );
    this.layers = this.#matrixMapping("layers", "Layers", () => [this.nObs, this.nVars]);
    this.obsp = this.#matrixMapping("obsp", "PairwiseArrays", () => [this.nObs, this.nObs]);
    this.varp = this.#matrixMapping("varp", "PairwiseArrays", () => [this.nVars, this.nVars]);
    if (parts instanceof ViewParts) {
      const { state, rows, cols } = parts.viewOf;
      const uns = new Map(state.uns);
      const tables = { obs: viewTable(state.obs, rows, uns), var: viewTable(state.var, cols, uns) };
      this.#view = parts.viewOf;
      this.#state = { ...state, ...tables, uns: this.#unsMap(uns) };
      return;
    }
    const { X, obs, var: vars, obsm, varm, layers, obsp, varp, uns, ...rest } = parts;
    rejectUnknown(rest, "new AnnData", PARTS);
    const [nObs, nVars] = X.shape;
    this.#state = {
      X,
      obs: obs ?? Table.fromColumns([], { nRows: nObs }),
      var: vars ?? Table.fromColumns([], { nRows: nVars }),
      obsm: new Map(),
      varm: new Map(),
      layers: new Map(),
      obsp: new Map(),
      varp: new Map(),
      uns: this.#unsMap(keyedEntries(uns)),
    };
    checkAligned({ shape: [this.#state.obs.nRows] }, [nObs], "obs");
    checkAligned({ shape: [this.#state.var.nRows] }, [nVars], "var");
    for (const [key, value] of keyedEntries(obsm)) this.obsm.set(key, value);
    for (const [key, value] of keyedEntries(varm)) this.varm.set(key, value);
    for (const [key, value] of keyedEntries(layers)) this.layers.set(key, value);
    for (const [key, value] of keyedEntries(obsp)) this.obsp.set(key, value);
    for (const [key, value] of keyedEntries(varp)) this.varp.set(key, value);
  }

  get nObs(): number {
    return this.#state.obs.nRows;
  }

  get nVars(): number {
    return this.#state.var.nRows;
  }

  get shape(): readonly [nObs: number, nVars: number] {
    return [this.nObs, this.nVars];
  }

  /** True until the object that `subset` gave is written to. */
  get isView(): boolean {
    return this.#view !== undefined;
  }

  get X(): LazyMatrix {
    const view = this.#view;
    if (view === undefined) return this.#state.X;
    const { X } = view.state;
    if (this.#shownX?.of !== X) this.#shownX = { of: X, cut: X.subset(view.rows, view.cols) };
    return this.#shownX.cut;
  }

  set X(value: LazyMatrix) {
    checkAligned(value, this.shape, "X");
    this.#makeActual("Trying to modify attribute `.X`");
    this.#state.X = value;
  }

  get obs(): Table {
    return this.#state.obs;
  }

  set obs(table: Table) {
    checkAligned({ shape: [table.nRows] }, [this.nObs], "obs");
    this.#makeActual("Trying to modify attribute `.obs`");
    this.#state.obs = table;
  }

  get var(): Table {
    return this.#state.var;
  }

  set var(table: Table) {
    checkAligned({ shape: [table.nRows] }, [this.nVars], "var");
    this.#makeActual("Trying to modify attribute `.var`");
    this.#state.var = table;
  }

  /** Unstructured values. */
  get uns(): Map<string, unknown> {
    return this.#state.uns;
  }

  get obsNames(): RowNames {
    return this.obs.index;
  }

  get varNames(): RowNames {
    return this.var.index;
  }

  /** A view of some rows and columns, by mask, positions, names or range. */
  subset(selectors: { readonly obs?: AxisSelector; readonly var?: AxisSelector }): AnnData {
    const { obs, var: vars, ...rest } = selectors;
    rejectUnknown(rest, "subset", ["obs", "var"]);
    const rows = obs === undefined ? undefined : resolveSelector(obs, this.obsNames, "obs");
    const cols = vars === undefined ? undefined : resolveSelector(vars, this.varNames, "var");
    // A view of a view looks straight into the root.
    return new AnnData(
      new ViewParts({
        state: this.#base(),
        rows: composeRows(this.#view?.rows, rows),
        cols: composeRows(this.#view?.cols, cols),
      }),
    );
  }

  /** Keeps only the selected rows and columns of this object. Views made before keep showing what they showed. */
  subsetInPlace(selectors: { readonly obs?: AxisSelector; readonly var?: AxisSelector }): void {
    const part = this.subset(selectors).copy();
    this.#state = { ...part.#state, uns: this.#unsMap(part.uns) };
    this.#view = undefined;
  }

  /** An actual object with the same values; what cannot change is shared. */
  copy(): AnnData {
    const state = this.#view === undefined ? this.#state : cutState(this.#view, this.#state);
    return new AnnData(state);
  }

  /**
   * The values of an obs column, or of one gene (by var name) over all cells, read from X with its ops applied.
   * @throws ColumnError if there is neither, or both
   */
  async obsVector(key: string, options: ObsVectorOptions = {}): Promise<Column> {
    const { geneSymbols, signal, ...rest } = options;
    rejectUnknown(rest, "obsVector", ["geneSymbols", "signal"]);
    const gene =
      geneSymbols === undefined ? this.varNames.indexOf(key) : indexOfValue(this.var.column(geneSymbols), key);
    if (this.obs.hasColumn(key)) {
      if (gene < 0) return this.obs.column(key);
      throw new ColumnError({ what: `"${key}" is both an obs column and a gene`, where: "obsVector" });
    }
    if (gene >= 0) return numericColumn(key, await this.X.column(gene, signal === undefined ? {} : { signal }));
    const near = nearestNames(key, [...this.obs.columnNames, ...this.varNames]);
    throw new ColumnError({
      what: `no obs column and no gene "${key}"`,
      where: "obsVector",
      hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Columns of obs: ${this.obs.columnNames.join(", ")}`,
    });
  }

  /** Turns text columns with fewer different values than rows into categoricals, in natural order, as plotting does. */
  stringsToCategoricals(): void {
    for (const axis of ["obs", "var"] as const) {
      let table = this[axis];
      for (const column of table.columns) {
        if (column.kind !== "string") continue;
        const categorical = column.toCategorical();
        if (categorical.categories.length < column.length) table = table.withColumn(column.name, categorical);
      }
      if (table !== this[axis]) this[axis] = table;
    }
  }

  /** As Scanpy's users know it: `AnnData object with n_obs × n_vars = …` and the keys of each part. */
  toString(): string {
    return describeAnnData(this.isView, this.nObs, this.nVars, [
      ["obs", this.obs.columnNames],
      ["var", this.var.columnNames],
      ["uns", this.uns.keys()],
      ["obsm", this.obsm.keys()],
      ["varm", this.varm.keys()],
      ["layers", this.layers.keys()],
      ["obsp", this.obsp.keys()],
      ["varp", this.varp.keys()],
    ]);
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  /** Where X and the mappings lie: in this object, or in the one that this view looks into. */
  #base(): AnnDataState {
    return this.#view?.state ?? this.#state;
  }

  #makeActual(action: string): void {
    if (this.#view === undefined) return;
    // anndata warns with these words; they tell the user why memory is now needed twice.
    console.warn(`ImplicitModificationWarning: ${action} of view, initializing view as actual.`);
    this.#state = cutState(this.#view, this.#state);
    this.#view = undefined;
    this.#shownX = undefined;
  }

  #unsMap(entries: Iterable<readonly [string, unknown]>): UnsMap {
    return new UnsMap(entries, () => this.#makeActual("Trying to modify attribute `._uns`"));
  }

  #denseMapping(
    attribute: "obsm" | "varm",
    rows: () => Int32Array | undefined,
    length: () => number,
  ): AlignedMapping<LazyDense, DenseMatrix | LazyDense> {
    return new AlignedMapping<LazyDense, DenseMatrix | LazyDense>({
      attribute,
      title: "AxisArrays",
      shape: () => [length()],
      values: () => this.#base()[attribute],
      show: (stored) => {
        if (this.#view === undefined) return stored;
        const cut = this.#cuts.get(stored) ?? takeRows(stored, rows());
        this.#cuts.set(stored, cut);
        return cut;
      },
      store: storeDense,
      beforeWrite: (action) => this.#makeActual(action),
    });
  }

  #matrixMapping(
    attribute: "layers" | "obsp" | "varp",
    title: string,
    shape: () => readonly number[],
  ): AlignedMapping<LazyMatrix> {
    return new AlignedMapping<LazyMatrix>({
      attribute,
      title,
      shape,
      values: () => this.#base()[attribute],
      show: (stored) => {
        if (this.#view === undefined) return stored;
        const { rows, cols } = this.#view;
        return stored.subset(attribute === "varp" ? cols : rows, attribute === "obsp" ? rows : cols);
      },
      store: (values, key, given) => void values.set(key, given),
      beforeWrite: (action) => this.#makeActual(action),
    });
  }
}

function indexOfValue(column: Column, value: string): number {
  for (let row = 0; row < column.length; row++) if (column.get(row) === value) return row;
  return -1;
}
