import { randomBytes } from "node:crypto";
import { checkOption } from "../../core/index.js";

/** 22 stores the shape as current domain (tiledbsoma ≥ 1.13 reads it); 21 is for older readers. */
export type WritableFormatVersion = 21 | 22;

/** Options of everything that writes. */
export interface WriteOptions {
  readonly formatVersion?: WritableFormatVersion;
  /** The time that the files carry, milliseconds since the epoch. Default now. */
  readonly timestamp?: number;
  /** Source of the 32 hex digits in file names, default random; a fixed one makes the bytes reproducible. */
  readonly uuid?: () => string;
  readonly signal?: AbortSignal;
}

/** Makes the names of one object's files: `__t_t_uuid`, all with one timestamp. */
export interface Naming {
  readonly formatVersion: WritableFormatVersion;
  /** `__t_t_uuid`, with `_suffix` if one is given. */
  next(suffix?: number): string;
  /** Name of an enumeration file, `__uuid_0`. */
  nextEnumeration(): string;
}

/** Naming by the options, which are checked here. */
export function namingOf(options: WriteOptions, where: string): Naming {
  const { formatVersion = 22, timestamp = Date.now(), uuid = () => randomBytes(16).toString("hex") } = options;
  checkOption(formatVersion === 21 || formatVersion === 22, where, "formatVersion", "21 or 22", formatVersion);
  checkOption(Number.isSafeInteger(timestamp) && timestamp > 0, where, "timestamp", "milliseconds", timestamp);
  return {
    formatVersion,
    next: (suffix) => `__${timestamp}_${timestamp}_${uuid()}${suffix === undefined ? "" : `_${suffix}`}`,
    nextEnumeration: () => `__${uuid()}_0`,
  };
}
