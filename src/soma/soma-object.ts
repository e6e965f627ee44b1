import { type Displayable, type MimeBundle, registerDisplay } from "../core/index.js";
import type { MetadataValue } from "../tiledb/index.js";
import type { ResolvedContext } from "./context.js";

export type SomaType =
  | "SOMAExperiment"
  | "SOMAMeasurement"
  | "SOMACollection"
  | "SOMADataFrame"
  | "SOMASparseNDArray"
  | "SOMADenseNDArray";

/** What all opened SOMA objects share. Opening reads metadata only. */
export abstract class SomaObject implements Displayable {
  readonly uri: string;
  readonly context: ResolvedContext;
  abstract readonly somaType: SomaType;

  static {
    registerDisplay(SomaObject.prototype);
  }

  protected constructor(uri: string, context: ResolvedContext) {
    this.uri = uri;
    this.context = context;
  }

  /** Key-value metadata, `soma_object_type` among it. */
  abstract metadata(): Promise<ReadonlyMap<string, MetadataValue>>;

  /** The one-line form without brackets: `DataFrame 's3://…' (open for 'r')`. */
  describe(): string {
    return `${this.somaType.slice("SOMA".length)} '${this.uri}' (open for 'r')`;
  }

  /** As tiledbsoma prints it. */
  toString(): string {
    return `<${this.describe()}>`;
  }

  toMimeBundle(): MimeBundle | Promise<MimeBundle> {
    return { "text/plain": this.toString() };
  }
}
