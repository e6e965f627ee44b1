import { FormatError, rejectUnknown } from "../core/index.js";
import { type Column, Table } from "../frame/index.js";
import { type Coord, coordRanges } from "./coords.js";
import type { DataFrame } from "./data-frame.js";
import { exactNumbers } from "./to-column.js";
import { type FilterNode, parseFilter } from "./value-filter/index.js";

/** Which rows of `obs` or `var` a query takes: all, those with the given join ids, those that a value filter selects. */
export interface AxisQuery {
  /** Join ids: one, a list, or a slice with both ends included; or a list with one such entry, as tiledbsoma has it. */
  readonly coords?: Coord | readonly [Coord] | undefined;
  /** A Python expression over the columns, such as `tissue == "liver" and nnz > 500`. */
  readonly valueFilter?: string | undefined;
}

export interface AxisReadOptions {
  readonly signal?: AbortSignal | undefined;
}

const JOIN_ID = "soma_joinid";

/** One axis of a query: a data frame, and which of its rows. Rows come in ascending order of their join ids. */
export class QueryAxis {
  readonly #open: () => Promise<DataFrame>;
  readonly #coords: readonly Coord[] | undefined;
  readonly #valueFilter: string | undefined;
  readonly #parsed: FilterNode | undefined;
  #joinids: Promise<Float64Array> | undefined;

  constructor(open: () => Promise<DataFrame>, query: AxisQuery = {}, where = "axisQuery") {
    const { coords, valueFilter, ...rest } = query;
    rejectUnknown(rest, where, ["coords", "valueFilter"]);
    this.#open = open;
    this.#coords = coords === undefined ? undefined : asCoords(coords);
    this.#valueFilter = valueFilter;
    this.#parsed = valueFilter === undefined ? undefined : parseFilter(valueFilter);
  }

  /** True if the query takes every row. */
  get takesAll(): boolean {
    return this.#coords === undefined && this.#valueFilter === undefined;
  }

  dataFrame(): Promise<DataFrame> {
    return this.#open();
  }

  /** The number of rows; read from the footers alone where every row is taken. */
  async count(options: AxisReadOptions): Promise<number> {
    if (this.takesAll && this.#joinids === undefined) {
      const { signal } = options;
      return (await this.#open()).count(signal === undefined ? {} : { signal });
    }
    return (await this.joinids(options)).length;
  }

  /** The join ids, ascending. Read once; only they and the filter's columns are fetched. */
  joinids(options: AxisReadOptions): Promise<Float64Array> {
    this.#joinids ??= this.#read([], options)
      .then(({ joinids }) => joinids)
      .catch((error: unknown) => {
        this.#joinids = undefined;
        throw error;
      });
    return this.#joinids;
  }

  /** The rows with the named columns, default all. */
  async table(columnNames: readonly string[] | undefined, options: AxisReadOptions): Promise<Table> {
    const names = columnNames ?? (await this.#open()).columnNames;
    const { joinids, table } = await this.#read(names, options);
    this.#joinids ??= Promise.resolve(joinids);
    return table;
  }

  async #read(names: readonly string[], { signal }: AxisReadOptions): Promise<{ joinids: Float64Array; table: Table }> {
    const frame = await this.#open();
    const condition =
      this.#valueFilter === undefined ? undefined : await frame.condition(this.#valueFilter, this.#parsed);
    const table = await frame.readColumns([JOIN_ID, ...names.filter((name) => name !== JOIN_ID)], {
      ranges: coordRanges(frame.schema, this.#coords, frame.uri),
      ...(condition === undefined ? {} : { condition }),
      ...(signal === undefined ? {} : { signal }),
    });
    const joinids = joinidValues(table.column(JOIN_ID), frame.uri);
    const order = ascendingOrder(joinids);
    const sorted = order === undefined ? table : table.take(order);
    return {
      joinids: order === undefined ? joinids : Float64Array.from(order, (row) => joinids[row]!),
      // Row names are positions in the result, as pandas has them.
      table: Table.fromColumns(
        names.map((name) => sorted.column(name)),
        { nRows: joinids.length },
      ),
    };
  }
}

function asCoords(coords: NonNullable<AxisQuery["coords"]>): readonly Coord[] {
  // tiledbsoma writes coords=([1, 2, 3],): one entry for the one index column.
  const inner = Array.isArray(coords) && coords.length === 1 ? (coords[0] as unknown) : undefined;
  return typeof inner === "object" && inner !== null ? [inner as Coord] : [coords as Coord];
}

function joinidValues(column: Column, where: string): Float64Array {
  const values = column.values();
  const numbers =
    values instanceof Float64Array ? values : values instanceof BigInt64Array ? exactNumbers(values) : undefined;
  if (numbers !== undefined) return numbers;
  throw new FormatError({ what: "soma_joinid", where, expected: "int64 below 2^53", got: column.dtype });
}

/** The rows in ascending order of their ids; undefined if they are already. */
function ascendingOrder(ids: Float64Array): Int32Array | undefined {
  let ascending = true;
  for (let i = 1; i < ids.length && ascending; i++) ascending = ids[i - 1]! <= ids[i]!;
  if (ascending) return undefined;
  return Int32Array.from(ids.keys()).sort((a, b) => ids[a]! - ids[b]! || a - b);
}
