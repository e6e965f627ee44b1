import { Collection } from "./collection.js";
import type { SomaOpenOptions } from "./context.js";
import type { DataFrame } from "./data-frame.js";
import type { DenseNDArray } from "./dense-nd-array.js";
import { openWith, registerGroupType } from "./registry.js";
import type { SomaType } from "./soma-object.js";
import type { SparseNDArray } from "./sparse-nd-array.js";

/** One kind of measurement of the cells of an experiment: `var`, the X layers, and results beside them. */
export class Measurement extends Collection {
  override readonly somaType: SomaType = "SOMAMeasurement";

  static {
    registerGroupType("SOMAMeasurement", (group, context) => new Measurement(group, context));
  }

  static override async open(uri: string, options: SomaOpenOptions = {}): Promise<Measurement> {
    return (await openWith("SOMAMeasurement", uri, options)) as Measurement;
  }

  /** The variables (genes). */
  get var(): Promise<DataFrame> {
    return this.get("var") as Promise<DataFrame>;
  }

  /** The layers of X. */
  get X(): Promise<Collection<SparseNDArray | DenseNDArray>> {
    return this.get("X") as Promise<Collection<SparseNDArray | DenseNDArray>>;
  }

  get obsm(): Promise<Collection<SparseNDArray | DenseNDArray>> {
    return this.get("obsm") as Promise<Collection<SparseNDArray | DenseNDArray>>;
  }

  get varm(): Promise<Collection<SparseNDArray | DenseNDArray>> {
    return this.get("varm") as Promise<Collection<SparseNDArray | DenseNDArray>>;
  }
}
