import type { ByteStore, TiledbConfig } from "../io/index.js";
import type { Datatype, TypedArray } from "./datatype.js";

/** A coordinate: bigint for 64-bit integers, datetimes and times, string for string dimensions, number otherwise. */
export type DomainValue = number | bigint | string;

/** Inclusive at both ends. */
export type DomainRange = readonly [low: DomainValue, high: DomainValue];

/** One filter of a pipeline as the schema stores it. */
export interface FilterSpec {
  /** The format's filter id. */
  readonly id: number;
  /** The filter's name, for people and messages. */
  readonly name: string;
  /** Compression level, if the filter is a compressor. */
  readonly level?: number;
  /** Delta and double delta: the type the values are taken for. */
  readonly reinterpret?: Datatype;
  /** Bit-width reduction and positive delta: bytes per window. */
  readonly windowBytes?: number;
  /** Float scale: value = stored · scale + offset, stored in `byteWidth` bytes. */
  readonly floatScale?: { readonly scale: number; readonly offset: number; readonly byteWidth: number };
}

export interface FilterPipeline {
  readonly maxChunkBytes: number;
  readonly filters: readonly FilterSpec[];
}

export interface Dimension {
  readonly name: string;
  readonly type: Datatype;
  /** Variable-length (string) dimension: no domain, no tile extent. */
  readonly isVar: boolean;
  /** Undefined for string dimensions. */
  readonly domain?: DomainRange;
  /** Undefined for string dimensions and where the schema has none. */
  readonly tileExtent?: number | bigint;
  readonly filters: FilterPipeline;
}

export interface Attribute {
  readonly name: string;
  readonly type: Datatype;
  /** Values per cell; `undefined` if the length varies (see `isVar`). */
  readonly valuesPerCell?: number;
  readonly isVar: boolean;
  readonly nullable: boolean;
  /** What a cell without a value holds. */
  readonly fill: Uint8Array;
  readonly fillValid: boolean;
  /** Name of the enumeration whose codes the attribute stores. */
  readonly enumeration?: string;
  readonly filters: FilterPipeline;
}

export type Order = "row" | "col" | "hilbert";

export interface ArraySchema {
  /** Format version of the schema file. */
  readonly version: number;
  /** The schema's file name in `__schema`; fragments refer to it. */
  readonly name: string;
  readonly arrayType: "dense" | "sparse";
  readonly dimensions: readonly Dimension[];
  readonly attributes: readonly Attribute[];
  /** Cells per data tile of sparse fragments. */
  readonly capacity: number;
  readonly tileOrder: Order;
  readonly cellOrder: Order;
  readonly allowsDuplicates: boolean;
  /** The array's shape where it is smaller than the domain (format 22), one range per dimension. */
  readonly currentDomain?: readonly DomainRange[];
  /** Enumeration name → file name in `__schema/__enumerations`. */
  readonly enumerations: ReadonlyMap<string, string>;
  readonly offsetsFilters: FilterPipeline;
  readonly validityFilters: FilterPipeline;
  readonly coordsFilters: FilterPipeline;
}

export interface Enumeration {
  readonly name: string;
  readonly type: Datatype;
  /** Value of each code, in code order. */
  readonly values: readonly string[] | TypedArray | readonly boolean[];
  readonly ordered: boolean;
}

/** One column of a read, in the order of the result's cells. Null cells keep whatever value lies under them. */
export interface ColumnData {
  readonly type: Datatype;
  /** Values of all cells; bytes (Uint8Array) if the column is variable-length. */
  readonly values: TypedArray;
  /** Variable-length columns: byte start of each cell and the end, `cells + 1` entries. */
  readonly offsets?: Uint32Array | Float64Array;
  /** Nullable columns: 1 = has a value, 0 = null. */
  readonly validity?: Uint8Array;
  /** The enumeration whose codes the values are. */
  readonly enumeration?: string;
  /** Values per cell where it is not 1. */
  readonly valuesPerCell?: number;
}

export type ConditionValue = number | bigint | string | boolean | null;

/** A filter on cells as plain data. Null cells fail every comparison but `== null`; enumerated columns compare values. */
export type QueryCondition =
  | { readonly op: "and" | "or"; readonly conditions: readonly QueryCondition[] }
  | { readonly op: "not"; readonly condition: QueryCondition }
  | {
      readonly op: "<" | "<=" | ">" | ">=" | "==" | "!=";
      readonly column: string;
      /** `null` (with `==` and `!=` only) tests for null. */
      readonly value: ConditionValue;
    }
  | { readonly op: "in" | "not in"; readonly column: string; readonly values: readonly ConditionValue[] };

export interface ReadArrayOptions {
  /** Attributes and dimensions to return, default all (dense: the attributes). */
  readonly columns?: readonly string[];
  /** Dimension name → ranges, inclusive at both ends. A dimension that is not named is not restricted. */
  readonly ranges?: Readonly<Record<string, readonly DomainRange[]>>;
  readonly condition?: QueryCondition;
  /** Order of the cells: "global" = space tiles then cells; "unordered" = as stored; "row" = row-major coordinates.
   *  Default "unordered" for sparse and "row" for dense arrays. */
  readonly layout?: "global" | "unordered" | "row";
  /** How 64-bit integers come: "bigint" (default) or "number" (Float64Array; a value beyond 2^53 is an error). */
  readonly int64?: "bigint" | "number";
  readonly signal?: AbortSignal;
}

export type MetadataValue = string | number | bigint | TypedArray;

export interface OpenOptions {
  /** See the array as of this time, milliseconds since the epoch. Default: everything that is there. */
  readonly timestamp?: number;
  /** TileDB's own configuration keys (`vfs.s3.*`), used when `store` is not given. */
  readonly tiledbConfig?: TiledbConfig;
  /** Where the bytes come from, rooted at the array or group; default `openStore(uri, tiledbConfig)`. */
  readonly store?: ByteStore;
  readonly signal?: AbortSignal;
}

/** An opened array: metadata is read, cells are not. */
export interface TiledbArray {
  readonly uri: string;
  readonly schema: ArraySchema;
  readonly timestamp?: number;
  /** Key-value metadata, keys in order of their names. */
  metadata(): Promise<ReadonlyMap<string, MetadataValue>>;
  /** The values of the enumeration of that name; an attribute names its own in `attribute.enumeration`. */
  enumeration(name: string): Promise<Enumeration>;
  /** The smallest box that holds all cells, or `undefined` if there are none. */
  nonEmptyDomain(): Promise<readonly DomainRange[] | undefined>;
  /** Number of cells. Read from the fragments' footers where that is exact, else by reading coordinates. */
  cellCount(options?: { readonly signal?: AbortSignal }): Promise<number>;
  /** Columns by name. Dense arrays return the box of `ranges` (one range per dimension) in row-major order. */
  read(options?: ReadArrayOptions): Promise<Map<string, ColumnData>>;
}

export interface GroupMember {
  readonly name: string;
  /** Absolute. */
  readonly uri: string;
  readonly type: "array" | "group";
}

/** An opened group: a folder of named arrays and groups. */
export interface TiledbGroup {
  readonly uri: string;
  /** In order of name. */
  readonly members: ReadonlyMap<string, GroupMember>;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
}

export type ObjectType = "array" | "group";

/** Cells of a 2-D sparse array as plain columns; all three have `length` used entries. */
export interface Sparse2dCells {
  readonly rows: Int32Array;
  readonly cols: Int32Array;
  readonly values: Float32Array;
  readonly length: number;
}

/** A column of a tile, decompressed part by part, little-endian. */
export interface Sparse2dColumn {
  readonly elementBytes: number;
  /** Byte planes: all lowest bytes of a part, then the next ones, and so on; else values one after another. */
  readonly shuffled: boolean;
  readonly maxPartBytes: number;
  /** The parts in order. A part's bytes hold only until anything else is decoded. */
  parts(): Iterable<Uint8Array>;
}

/** A data tile as it is stored. */
export interface Sparse2dTile {
  readonly length: number;
  /** The tile's rows, as the fragment's R-tree says: unchecked. */
  readonly lowRow: number;
  readonly highRow: number;
  /** Integers, from 0: unchecked. */
  readonly rows: Sparse2dColumn;
  readonly cols: Sparse2dColumn;
  /** float32. */
  readonly values: Sparse2dColumn;
}

/** Tiles that may have cells of a row range, fetched but not decoded; in global order. */
export interface Sparse2dTiles {
  readonly tiles: readonly Sparse2dTile[];
  /** The cells of the row range, checked: what `readRows` gives. */
  decode(): Sparse2dCells;
}

/** Reads row ranges of a sparse 2-D array quickly; keeps fragment metadata between calls. */
export interface Sparse2dReader {
  /** Rows of one space tile: ranges that start at its multiples read nothing twice. */
  readonly rowTileExtent: number;
  readonly shape: readonly [nRows: number, nCols: number];
  /** Cells of the rows `lowRow … highRow` (inclusive) in global order: space tiles row-major, cells row-major within. */
  readRows(lowRow: number, highRow: number, options?: { readonly signal?: AbortSignal }): Promise<Sparse2dCells>;
  /** The tiles of the rows, for who decodes them; absent where cells do not come from one fragment as float32. */
  readTiles?(lowRow: number, highRow: number, options?: { readonly signal?: AbortSignal }): Promise<Sparse2dTiles>;
}
