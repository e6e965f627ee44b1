import { rejectUnknown, UnsupportedFeatureError } from "../core/index.js";
import { Table } from "../frame/index.js";
import type { CsrMatrix } from "../matrix/index.js";
import type { ArraySchema, MetadataValue, OpenedArray } from "../tiledb/index.js";
import { buildCsr } from "./build-csr.js";
import type { ResolvedContext, SomaOpenOptions } from "./context.js";
import { type Coords, coordRanges } from "./coords.js";
import { openWith, registerArrayType } from "./registry.js";
import { schemaShape } from "./shape.js";
import { SomaObject, type SomaType } from "./soma-object.js";
import { toColumn } from "./to-column.js";

export interface NDArrayReadOptions {
  /** Ids per dimension. */
  readonly coords?: Coords | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A sparse array of any number of dimensions with one value, `soma_data`, per stored cell. */
export class SparseNDArray extends SomaObject {
  readonly somaType: SomaType = "SOMASparseNDArray";
  readonly array: OpenedArray;

  static {
    registerArrayType("SOMASparseNDArray", (array, context) => new SparseNDArray(array, context));
  }

  constructor(array: OpenedArray, context: ResolvedContext) {
    super(array.uri, context);
    this.array = array;
  }

  static async open(uri: string, options: SomaOpenOptions = {}): Promise<SparseNDArray> {
    return (await openWith("SOMASparseNDArray", uri, options)) as SparseNDArray;
  }

  get schema(): ArraySchema {
    return this.array.schema;
  }

  get shape(): number[] {
    return schemaShape(this.schema);
  }

  /** Number of stored cells; explicit zeros count. */
  nnz(options: { readonly signal?: AbortSignal } = {}): Promise<number> {
    return this.array.cellCount(options);
  }

  metadata(): Promise<ReadonlyMap<string, MetadataValue>> {
    return this.array.metadata();
  }

  /** The stored cells as a table: `soma_dim_0`, `soma_dim_1`, …, `soma_data`. In no particular order. */
  async read(options: NDArrayReadOptions = {}): Promise<Table> {
    const { coords, signal, ...rest } = options;
    rejectUnknown(rest, "SparseNDArray.read", ["coords", "signal"]);
    const ranges = coordRanges(this.schema, coords, this.uri);
    const data = await this.array.read({ ranges, ...(signal === undefined ? {} : { signal }) });
    return Table.fromColumns([...data].map(([name, column]) => toColumn(name, column)));
  }

  /** A 2-D array as CSR over its whole shape. */
  async toCsr(options: NDArrayReadOptions = {}): Promise<CsrMatrix> {
    const [nRows, nCols, ...more] = this.shape;
    if (nCols === undefined || more.length > 0) {
      throw new UnsupportedFeatureError({ what: `CSR of ${this.shape.length} dimensions`, where: this.uri });
    }
    const table = await this.read(options);
    const numbers = (name: string): ArrayLike<number> => {
      const column = table.column(name);
      return column.kind === "numeric" ? column.toFloat64() : (column.values() as ArrayLike<number>);
    };
    const [rows, cols] = this.schema.dimensions.map(({ name }) => Int32Array.from(numbers(name)));
    const values = Float32Array.from(numbers(this.schema.attributes[0]!.name));
    const block = buildCsr({ rows: rows!, cols: cols!, values, length: values.length }, { nRows: nRows!, nCols });
    return { shape: [nRows!, nCols], indptr: block.indptr, indices: block.indices, data: block.data };
  }
}
