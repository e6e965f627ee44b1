import { rejectUnknown } from "../core/index.js";
import { type AxisQueryOptions, ExperimentAxisQuery } from "./axis-query.js";
import { Collection } from "./collection.js";
import type { SomaOpenOptions } from "./context.js";
import type { DataFrame } from "./data-frame.js";
import type { Measurement } from "./measurement.js";
import { openWith, registerGroupType } from "./registry.js";
import type { SomaType } from "./soma-object.js";

/** Annotated measurements of cells: `obs` about the cells and, in `ms`, what was measured. */
export class Experiment extends Collection {
  override readonly somaType: SomaType = "SOMAExperiment";

  static {
    registerGroupType("SOMAExperiment", (group, context) => new Experiment(group, context));
  }

  /**
   * Opens an experiment in a folder, at `s3://…` or at `http(s)://…`. Reads metadata only.
   * @example await Experiment.open("s3://bucket/experiment", { tiledbConfig: { "vfs.s3.no_sign_request": "true" } })
   */
  static override async open(uri: string, options: SomaOpenOptions = {}): Promise<Experiment> {
    return (await openWith("SOMAExperiment", uri, options)) as Experiment;
  }

  /** The observations (cells). */
  get obs(): Promise<DataFrame> {
    return this.get("obs") as Promise<DataFrame>;
  }

  /** The measurements by name, such as `"RNA"`. */
  get ms(): Promise<Collection<Measurement>> {
    return this.get("ms") as Promise<Collection<Measurement>>;
  }

  /**
   * A query of this experiment's cells and genes; nothing is read yet.
   * @throws ValueFilterError if a filter is no valid expression (whether its columns exist shows when it is read)
   */
  axisQuery(measurementName: string, options: AxisQueryOptions = {}): ExperimentAxisQuery {
    const { obsQuery: _o, varQuery: _v, ...rest } = options;
    rejectUnknown(rest, "axisQuery", ["obsQuery", "varQuery"]);
    return new ExperimentAxisQuery(this, measurementName, options);
  }
}
