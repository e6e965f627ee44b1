import { describeValue, OptionError } from "../core/index.js";
import type { TiledbConfig } from "../io/index.js";
import type { OpenOptions } from "../tiledb/index.js";

/** How to reach the store, and the time as of which it is seen. */
export interface SomaContext {
  /** TileDB's own configuration keys (`vfs.s3.*`). */
  readonly tiledbConfig?: TiledbConfig | undefined;
  /** See the objects as of this time: a date, or milliseconds since the epoch. Default: as they are. */
  readonly timestamp?: number | Date | undefined;
}

export interface SomaOpenOptions extends SomaContext {
  /** A context to share between objects; `tiledbConfig` and `timestamp` given beside it win. */
  readonly context?: SomaContext | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const OPEN_OPTIONS = ["tiledbConfig", "timestamp", "context", "signal"] as const;

/** A context with its values checked, as tasks can carry it. */
export interface ResolvedContext {
  readonly tiledbConfig?: TiledbConfig;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
}

export function resolveContext(options: SomaOpenOptions): ResolvedContext {
  const tiledbConfig = options.tiledbConfig ?? options.context?.tiledbConfig;
  const given = options.timestamp ?? options.context?.timestamp;
  const timestamp = given instanceof Date ? given.getTime() : given;
  if (timestamp !== undefined && !(timestamp >= 0)) {
    throw new OptionError({
      what: "option timestamp",
      expected: "a date or milliseconds since the epoch",
      got: describeValue(given),
    });
  }
  return { ...(tiledbConfig === undefined ? {} : { tiledbConfig }), ...(timestamp === undefined ? {} : { timestamp }) };
}

export function tiledbOptions(context: ResolvedContext, signal: AbortSignal | undefined): OpenOptions {
  return { ...context, ...(signal === undefined ? {} : { signal }) };
}
