import { ColumnError, nearestNames, rejectUnknown } from "../core/index.js";
import { Table } from "../frame/index.js";
import type {
  ArraySchema,
  Enumeration,
  MetadataValue,
  OpenedArray,
  QueryCondition,
  ReadArrayOptions,
} from "../tiledb/index.js";
import type { ResolvedContext, SomaOpenOptions } from "./context.js";
import { type Coords, coordRanges } from "./coords.js";
import { openWith, registerArrayType } from "./registry.js";
import { SomaObject, type SomaType } from "./soma-object.js";
import { toColumn } from "./to-column.js";
import { type FilterNode, filterSchema, mentionedColumns, parseFilter, toCondition } from "./value-filter/index.js";

export interface DataFrameReadOptions {
  /** Columns to read, in this order; default all. Only these (and those of the filter) are fetched. */
  readonly columnNames?: readonly string[] | undefined;
  /** Ids per index column. */
  readonly coords?: Coords | undefined;
  /** A Python expression over the columns, such as `tissue == "liver" and nnz > 500`. */
  readonly valueFilter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const READ_OPTIONS = ["columnNames", "coords", "valueFilter", "signal"] as const;

/** A table in the store, indexed by one or more of its columns (mostly `soma_joinid`). */
export class DataFrame extends SomaObject {
  readonly somaType: SomaType = "SOMADataFrame";
  readonly array: OpenedArray;

  static {
    registerArrayType("SOMADataFrame", (array, context) => new DataFrame(array, context));
  }

  constructor(array: OpenedArray, context: ResolvedContext) {
    super(array.uri, context);
    this.array = array;
  }

  static async open(uri: string, options: SomaOpenOptions = {}): Promise<DataFrame> {
    return (await openWith("SOMADataFrame", uri, options)) as DataFrame;
  }

  get schema(): ArraySchema {
    return this.array.schema;
  }

  get indexColumnNames(): string[] {
    return this.schema.dimensions.map(({ name }) => name);
  }

  /** All columns, `soma_joinid` and other index columns first. */
  get columnNames(): string[] {
    return [...this.indexColumnNames, ...this.schema.attributes.map(({ name }) => name)];
  }

  /** Number of rows. */
  count(options: { readonly signal?: AbortSignal } = {}): Promise<number> {
    return this.array.cellCount(options);
  }

  metadata(): Promise<ReadonlyMap<string, MetadataValue>> {
    return this.array.metadata();
  }

  /** The rows that coordinates and filter select. Rows of several fragments come in no particular order. */
  async read(options: DataFrameReadOptions = {}): Promise<Table> {
    const { columnNames, coords, valueFilter, signal, ...rest } = options;
    rejectUnknown(rest, "DataFrame.read", READ_OPTIONS);
    const condition = valueFilter === undefined ? undefined : await this.condition(valueFilter);
    return await this.readColumns(columnNames ?? this.columnNames, {
      ranges: coordRanges(this.schema, coords, this.uri),
      ...(condition === undefined ? {} : { condition }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The named columns of the rows in the ranges that meet the condition. */
  async readColumns(
    names: readonly string[],
    selection: Pick<ReadArrayOptions, "ranges" | "condition" | "signal">,
  ): Promise<Table> {
    for (const name of names) this.#checkColumn(name);
    const [data, enumerations] = await Promise.all([
      this.array.read({ columns: names, ...selection }),
      this.#enumerations(names),
    ]);
    return Table.fromColumns(names.map((name) => toColumn(name, data.get(name)!, enumerations.get(name))));
  }

  /**
   * The condition that a value filter means on this data frame's schema.
   * @param parsed the filter's tree, if it has been parsed already
   */
  async condition(valueFilter: string, parsed: FilterNode = parseFilter(valueFilter)): Promise<QueryCondition> {
    const loaded = new Map<string, Enumeration>();
    for (const [name, enumeration] of await this.#enumerations(mentionedColumns(parsed))) {
      loaded.set(this.#enumerationOf(name)!, enumeration);
    }
    return toCondition(valueFilter, parsed, filterSchema(this.schema, loaded));
  }

  #enumerationOf(column: string): string | undefined {
    return this.schema.attributes.find(({ name }) => name === column)?.enumeration;
  }

  /** The enumerations of those columns that have one, by column; fetched at the same time. */
  async #enumerations(columns: Iterable<string>): Promise<Map<string, Enumeration>> {
    const wanted = [...columns].flatMap((name) => {
      const enumeration = this.#enumerationOf(name);
      return enumeration === undefined ? [] : [{ name, enumeration }];
    });
    const loaded = await Promise.all(wanted.map(({ enumeration }) => this.array.enumeration(enumeration)));
    return new Map(wanted.map(({ name }, i) => [name, loaded[i]!]));
  }

  #checkColumn(name: string): void {
    const known = this.columnNames;
    if (known.includes(name)) return;
    const near = nearestNames(name, known);
    throw new ColumnError({
      what: `no column "${name}"`,
      where: this.uri,
      hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Columns: ${known.join(", ")}`,
    });
  }
}
