import {
  type Displayable,
  describeValue,
  type MimeBundle,
  NotFoundError,
  OptionError,
  registerDisplay,
  rejectUnknown,
  throwIfAborted,
  UnsupportedFeatureError,
} from "../core/index.js";
import type { ByteStore, StoreEntry } from "../io/index.js";
import type { Commits } from "./fragment/commits.js";
import type { Fragment } from "./fragment/fragment.js";
import { memoize } from "./memoize.js";
import { readMetadata } from "./metadata.js";
import { conditionColumns } from "./read/condition.js";
import { arrayField } from "./read/field.js";
import { mayOverlap } from "./read/plan-sparse.js";
import { compareValues, parseRanges } from "./read/range-set.js";
import { readDense } from "./read/read-dense.js";
import { readSparse, type SparseSource } from "./read/read-sparse.js";
import { toColumnData } from "./read/to-column-data.js";
import { readRequired } from "./read-required.js";
import { parseEnumeration } from "./schema/parse-enumeration.js";
import { publicRange } from "./schema/range.js";
import type {
  ArraySchema,
  ColumnData,
  DomainRange,
  Enumeration,
  MetadataValue,
  ReadArrayOptions,
  TiledbArray,
} from "./types.js";

/** What opening an array finds out. */
export interface ArrayParts {
  readonly uri: string;
  readonly store: ByteStore;
  readonly entries: readonly StoreEntry[];
  readonly schema: ArraySchema;
  readonly commits: Commits;
  readonly timestamp: number;
  readonly loadFragments: () => Promise<Fragment[]>;
}

const READ_OPTIONS = ["columns", "ranges", "condition", "layout", "int64", "signal"] as const;

/** An opened array. Fragments' footers are read at the first question that needs them. */
export class OpenedArray implements TiledbArray, Displayable {
  static {
    registerDisplay(OpenedArray.prototype);
  }

  readonly uri: string;
  readonly schema: ArraySchema;
  readonly timestamp?: number;
  /** Footers of the fragments that count at the opening time, ordered by time. */
  readonly fragments: () => Promise<readonly Fragment[]>;
  readonly #parts: ArrayParts;
  readonly #metadata: () => Promise<ReadonlyMap<string, MetadataValue>>;
  readonly #enumerations = new Map<string, () => Promise<Enumeration>>();

  constructor(parts: ArrayParts) {
    this.uri = parts.uri;
    this.schema = parts.schema;
    if (parts.timestamp !== Number.POSITIVE_INFINITY) this.timestamp = parts.timestamp;
    this.#parts = parts;
    this.fragments = memoize(parts.loadFragments);
    this.#metadata = memoize(() => readMetadata(parts.store, parts.entries, parts.timestamp));
  }

  get store(): ByteStore {
    return this.#parts.store;
  }

  /** True if cells were deleted by conditions that no consolidation has applied yet. */
  get hasDeletes(): boolean {
    return this.#parts.commits.deletes.length > 0;
  }

  /** The end of the opening range, `Infinity` for everything. */
  get openTime(): number {
    return this.#parts.timestamp;
  }

  metadata(): Promise<ReadonlyMap<string, MetadataValue>> {
    return this.#metadata();
  }

  async enumeration(name: string): Promise<Enumeration> {
    const file = this.schema.enumerations.get(name);
    if (file === undefined) {
      const known = [...this.schema.enumerations.keys()].join(", ");
      throw new NotFoundError({ what: `no enumeration "${name}"`, where: this.uri, hint: `Enumerations: ${known}` });
    }
    let load = this.#enumerations.get(name);
    if (load === undefined) {
      const key = `__schema/__enumerations/${file}`;
      const where = `${this.#parts.store.uri}/${key}`;
      load = memoize(async () => parseEnumeration(await readRequired(this.#parts.store, key), where));
      this.#enumerations.set(name, load);
    }
    return load();
  }

  async nonEmptyDomain(): Promise<readonly DomainRange[] | undefined> {
    const domains = (await this.fragments()).flatMap((fragment) => fragment.footer.nonEmptyDomain ?? []);
    const nDims = this.schema.dimensions.length;
    if (domains.length === 0) return undefined;
    return this.schema.dimensions.map((_, d) => {
      const own = domains.filter((__, i) => i % nDims === d);
      const low = own.map((range) => range[0]).reduce((a, b) => (compareValues(b, a) < 0 ? b : a));
      const high = own.map((range) => range[1]).reduce((a, b) => (compareValues(b, a) > 0 ? b : a));
      return publicRange([low, high]);
    });
  }

  async cellCount(options: { readonly signal?: AbortSignal } = {}): Promise<number> {
    const fragments = await this.fragments();
    if (this.schema.arrayType === "dense") return this.#denseCells();
    const domains = fragments.map((fragment) => fragment.footer.nonEmptyDomain);
    const exact =
      !this.hasDeletes &&
      fragments.every(({ footer, name }) => !footer.hasDeleteMetadata && this.openTime >= name.end) &&
      (this.schema.allowsDuplicates ||
        (!fragments.some(({ footer }) => footer.hasTimestamps) && !mayOverlap(this.schema, domains)));
    if (exact) return fragments.reduce((sum, fragment) => sum + fragment.cells, 0);
    const name = this.schema.dimensions[0]!.name;
    const read = options.signal === undefined ? {} : { signal: options.signal };
    const column = (await this.read({ columns: [name], ...read })).get(name)!;
    return column.offsets === undefined ? column.values.length : column.offsets.length - 1;
  }

  async read(options: ReadArrayOptions = {}): Promise<Map<string, ColumnData>> {
    const { columns, ranges = {}, condition, layout, int64 = "bigint", signal, ...rest } = options;
    rejectUnknown(rest, "read", READ_OPTIONS);
    throwIfAborted(signal, `reading ${this.uri}`);
    if (layout !== undefined && !["global", "unordered", "row"].includes(layout))
      throw new OptionError({
        what: "option layout",
        where: "read",
        expected: '"global", "unordered" or "row"',
        got: describeValue(layout),
      });
    const { schema, uri } = this;
    for (const name of Object.keys(ranges)) {
      if (schema.dimensions.some((dimension) => dimension.name === name)) continue;
      const known = schema.dimensions.map((dimension) => dimension.name).join(", ");
      throw new OptionError({ what: `no dimension "${name}"`, where: uri, hint: `Dimensions: ${known}` });
    }
    const isSparse = schema.arrayType === "sparse";
    const all = [...(isSparse ? schema.dimensions : []), ...schema.attributes].map((field) => field.name);
    const names = [...new Set(columns ?? all)];
    const fields = names.map((name) => arrayField(schema, name, uri));
    const read = signal === undefined ? {} : { signal };
    const result = isSparse
      ? await this.#readSparse(names, ranges, condition, layout ?? "unordered", read)
      : await this.#readDense(names, ranges, condition, layout ?? "row", read);
    return new Map(
      fields.map((field) => [field.name, toColumnData(field, result.columns.get(field.name)!, int64, uri)]),
    );
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  toString(): string {
    const { arrayType, dimensions, attributes } = this.schema;
    const names = (fields: readonly { readonly name: string }[]): string =>
      fields.map((field) => field.name).join(", ");
    return `<TileDB ${arrayType} array '${this.uri}': dimensions ${names(dimensions)}; attributes ${names(attributes)}>`;
  }

  async #readSparse(
    columns: readonly string[],
    ranges: NonNullable<ReadArrayOptions["ranges"]>,
    condition: ReadArrayOptions["condition"],
    layout: "global" | "unordered" | "row",
    options: { readonly signal?: AbortSignal },
  ) {
    const { store, commits, timestamp } = this.#parts;
    const source: SparseSource = {
      store,
      schema: this.schema,
      fragments: await this.fragments(),
      deletes: commits.deletes,
      timestamp,
      uri: this.uri,
      enumeration: (name) => this.enumeration(name),
    };
    const query = {
      columns,
      layout,
      ranges: this.schema.dimensions.map((dimension) => {
        const own = ranges[dimension.name];
        return own === undefined ? undefined : parseRanges(dimension, own, this.uri);
      }),
      conditionColumns: condition === undefined ? [] : conditionColumns(condition),
      ...(condition === undefined ? {} : { condition }),
    };
    for (const name of query.conditionColumns) arrayField(this.schema, name, this.uri);
    return readSparse(source, query, options);
  }

  async #readDense(
    columns: readonly string[],
    ranges: NonNullable<ReadArrayOptions["ranges"]>,
    condition: ReadArrayOptions["condition"],
    layout: "global" | "unordered" | "row",
    options: { readonly signal?: AbortSignal },
  ) {
    if (condition !== undefined)
      throw new UnsupportedFeatureError({ what: "a query condition on a dense array", where: this.uri });
    if (layout !== "row")
      throw new UnsupportedFeatureError({ what: `layout "${layout}" of a dense array`, where: this.uri });
    const whole = this.#denseBox();
    const box = this.schema.dimensions.map((dimension, d): DomainRange => {
      const own = ranges[dimension.name];
      if (own === undefined) return whole[d]!;
      const set = parseRanges(dimension, own, this.uri);
      const low = set.lows[0];
      const high = set.highs[0];
      if (set.lows.length !== 1 || low === undefined || high === undefined)
        throw new UnsupportedFeatureError({
          what: `${set.lows.length} ranges of a dense dimension`,
          where: `${this.uri}: ${dimension.name}`,
          expected: "one range",
        });
      const domain = dimension.domain!;
      if (compareValues(low, domain[0]) < 0 || compareValues(high, domain[1]) > 0)
        throw new OptionError({
          what: `range of dimension ${dimension.name}`,
          where: this.uri,
          expected: `within [${String(domain[0])}, ${String(domain[1])}]`,
          got: `[${String(low)}, ${String(high)}]`,
        });
      return [low, high];
    });
    const { store } = this.#parts;
    const source = { store, schema: this.schema, fragments: await this.fragments(), uri: this.uri };
    return readDense(source, box, columns, options);
  }

  #denseBox(): readonly DomainRange[] {
    return this.schema.currentDomain ?? this.schema.dimensions.map((dimension) => dimension.domain!);
  }

  #denseCells(): number {
    return this.#denseBox().reduce((cells, [low, high]) => cells * (Number(BigInt(high) - BigInt(low)) + 1), 1);
  }
}
