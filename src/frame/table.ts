import type { Table as ArrowTable } from "apache-arrow";
import { ColumnError, type MimeBundle, nearestNames, registerDisplay, ShapeError } from "../core/index.js";
import type { Column } from "./column.js";
import { RowNames } from "./row-names.js";
import { maskToRows } from "./rows.js";
import { tableHtml, tableText } from "./table-repr.js";
import { toArrowTable } from "./to-arrow.js";

/** A column that may not have been made yet: rows of a table are taken column by column, when looked at. */
type Slot = () => Column;

export interface TableOptions {
  /** Row names; default the positions. Names of length `nRows`. */
  readonly index?: RowNames | readonly string[];
  /** The name of the index, shown above the row names. */
  readonly indexName?: string;
  /** Number of rows of a table that has no columns. */
  readonly nRows?: number;
}

/** Named columns of equal length with row names: `obs` and `var`. A table never changes; operations return new ones. */
export class Table {
  readonly nRows: number;
  readonly index: RowNames;
  readonly #columns: Map<string, Slot>;

  static {
    registerDisplay(Table.prototype);
  }

  private constructor(nRows: number, index: RowNames, columns: Map<string, Slot>) {
    this.nRows = nRows;
    this.index = index;
    this.#columns = columns;
  }

  /** @throws ShapeError if the lengths differ, ColumnError if a name comes twice */
  static fromColumns(columns: readonly Column[], options: TableOptions = {}): Table {
    const nRows = columns[0]?.length ?? options.nRows ?? options.index?.length ?? 0;
    const byName = new Map<string, Slot>();
    for (const column of columns) {
      checkLength(column, nRows);
      if (byName.has(column.name)) throw new ColumnError({ what: `column "${column.name}" comes twice` });
      byName.set(column.name, () => column);
    }
    return new Table(nRows, indexFor(options, nRows), byName);
  }

  get indexName(): string | undefined {
    return this.index.name;
  }

  get columnNames(): string[] {
    return [...this.#columns.keys()];
  }

  get columns(): Column[] {
    return Array.from(this.#columns.values(), (slot) => slot());
  }

  hasColumn(name: string): boolean {
    return this.#columns.has(name);
  }

  /** @throws ColumnError with the nearest names if there is no such column */
  column(name: string): Column {
    return this.#slot(name)();
  }

  #slot(name: string): Slot {
    const slot = this.#columns.get(name);
    if (slot !== undefined) return slot;
    const near = nearestNames(name, this.#columns.keys());
    throw new ColumnError({
      what: `no column "${name}"`,
      hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Columns: ${this.columnNames.join(", ") || "none"}`,
    });
  }

  /** The named columns, in the given order. */
  select(names: readonly string[]): Table {
    return new Table(this.nRows, this.index, new Map(names.map((name) => [name, this.#slot(name)])));
  }

  /** The table with the column put in place of the one of that name, or appended. */
  withColumn(name: string, column: Column): Table {
    checkLength(column, this.nRows);
    const columns = new Map(this.#columns);
    const named = column.name === name ? column : column.rename(name);
    columns.set(name, () => named);
    return new Table(this.nRows, this.index, columns);
  }

  withoutColumn(name: string): Table {
    this.#slot(name);
    const columns = new Map(this.#columns);
    columns.delete(name);
    return new Table(this.nRows, this.index, columns);
  }

  /** The table with other row names. */
  withIndex(names: readonly string[] | RowNames, indexName?: string): Table {
    const options = { index: names, ...(indexName === undefined ? {} : { indexName }) };
    return new Table(this.nRows, indexFor(options, this.nRows), this.#columns);
  }

  /**
   * The rows at these positions, in this order. A column's values are taken when the column is first looked at.
   * @param change applied to each column then; must keep its length
   */
  take(rows: Int32Array, change: (column: Column) => Column = (column) => column): Table {
    for (const row of rows) {
      if (row < 0 || row >= this.nRows) {
        throw new ShapeError({ what: "row position", expected: `0 … ${this.nRows - 1}`, got: String(row) });
      }
    }
    const columns = new Map<string, Slot>();
    for (const [name, slot] of this.#columns)
      columns.set(
        name,
        once(() => change(slot().take(rows))),
      );
    return new Table(rows.length, this.index.take(rows), columns);
  }

  /** The rows whose mask is true (not 0). `mask.length === nRows`. */
  filter(mask: ArrayLike<number | boolean>): Table {
    return this.take(maskToRows(mask, this.nRows));
  }

  /** The first `n` rows. */
  head(n = 5): Table {
    return this.take(Int32Array.from({ length: Math.min(n, this.nRows) }, (_, row) => row));
  }

  /** One row as an object. */
  row(position: number): Record<string, unknown> {
    return Object.fromEntries(this.columns.map((column) => [column.name, column.get(position)]));
  }

  /** The table as an Apache Arrow table: categoricals become dictionaries, numbers share their memory. */
  toArrow(): Promise<ArrowTable> {
    return toArrowTable(this.columns);
  }

  toString(): string {
    return tableText(this.columns, this.index);
  }

  toMimeBundle(): MimeBundle {
    return { "text/html": tableHtml(this.columns, this.index), "text/plain": this.toString() };
  }
}

function once(make: Slot): Slot {
  let made: Column | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function checkLength(column: Column, nRows: number): void {
  if (column.length === nRows) return;
  throw new ShapeError({
    what: "rows",
    where: `column "${column.name}"`,
    expected: String(nRows),
    got: String(column.length),
  });
}

function indexFor(options: TableOptions, nRows: number): RowNames {
  const { index, indexName } = options;
  if (index === undefined) return RowNames.range(nRows, indexName);
  if (index.length !== nRows) {
    throw new ShapeError({ what: "row names", expected: String(nRows), got: String(index.length) });
  }
  if (index instanceof RowNames) return indexName === undefined ? index : index.rename(indexName);
  return RowNames.of(index, indexName);
}
