import { rejectUnknown, UnsupportedFeatureError } from "../core/index.js";
import { DenseMatrix } from "../matrix/index.js";
import type { ArraySchema, MetadataValue, OpenedArray, TypedArray } from "../tiledb/index.js";
import type { ResolvedContext, SomaOpenOptions } from "./context.js";
import { coordRanges } from "./coords.js";
import { openWith, registerArrayType } from "./registry.js";
import { schemaShape } from "./shape.js";
import { SomaObject, type SomaType } from "./soma-object.js";
import type { NDArrayReadOptions } from "./sparse-nd-array.js";

/** A box of a dense array, row-major. */
export interface DenseValues {
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** A dense array with one value, `soma_data`, per cell. */
export class DenseNDArray extends SomaObject {
  readonly somaType: SomaType = "SOMADenseNDArray";
  readonly array: OpenedArray;

  static {
    registerArrayType("SOMADenseNDArray", (array, context) => new DenseNDArray(array, context));
  }

  constructor(array: OpenedArray, context: ResolvedContext) {
    super(array.uri, context);
    this.array = array;
  }

  static async open(uri: string, options: SomaOpenOptions = {}): Promise<DenseNDArray> {
    return (await openWith("SOMADenseNDArray", uri, options)) as DenseNDArray;
  }

  get schema(): ArraySchema {
    return this.array.schema;
  }

  get shape(): number[] {
    return schemaShape(this.schema);
  }

  metadata(): Promise<ReadonlyMap<string, MetadataValue>> {
    return this.array.metadata();
  }

  /** The values of a box, row-major. `coords`: one id or one slice per dimension. */
  async read(options: NDArrayReadOptions = {}): Promise<DenseValues> {
    const { coords, signal, ...rest } = options;
    rejectUnknown(rest, "DenseNDArray.read", ["coords", "signal"]);
    const { shape } = this;
    const ranges = coordRanges(this.schema, coords, this.uri);
    const lengths = this.schema.dimensions.map(({ name }, d) => {
      const own = ranges[name];
      if (own === undefined) return shape[d]!;
      return own[0] === undefined ? 0 : Number(BigInt(own[0][1]) - BigInt(own[0][0])) + 1;
    });
    const name = this.schema.attributes[0]!.name;
    const data = await this.array.read({ columns: [name], ranges, ...(signal === undefined ? {} : { signal }) });
    return { shape: lengths, data: data.get(name)!.values };
  }

  /** A 2-D array of numbers in memory. */
  async toDenseMatrix(options: { readonly signal?: AbortSignal } = {}): Promise<DenseMatrix> {
    const { shape, data } = await this.read(options);
    if (shape.length !== 2) {
      throw new UnsupportedFeatureError({ what: `a matrix of ${shape.length} dimensions`, where: this.uri });
    }
    const numbers =
      data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data, Number);
    return new DenseMatrix([shape[0]!, shape[1]!], numbers);
  }
}
