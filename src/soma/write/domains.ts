import { checkOption } from "../../core/index.js";
import type { DomainRange } from "../../tiledb/index.js";
import type { WritableFormatVersion } from "../../tiledb/write/index.js";

/** How the length of one axis is stored: a growable domain with the shape beside it, or the shape as domain. */
export interface AxisDomain {
  readonly domain: DomainRange;
  readonly tileExtent: bigint;
  /** Absent before format 22. */
  readonly current?: DomainRange;
}

/**
 * The domain of an int64 axis of `length` ids. From format 22 on the domain is [0, 2^63 − 1 − extent − 1] and the
 * length is the current domain, as tiledbsoma ≥ 1.15 writes it; before, the domain is the shape.
 */
export function axisDomain(
  length: number,
  where: string,
  formatVersion: WritableFormatVersion = 22,
  tile = 2048,
): AxisDomain {
  checkOption(Number.isSafeInteger(length) && length > 0, where, "shape", "a positive integer", length);
  const extent = BigInt(tile);
  if (formatVersion >= 22) {
    return { domain: [0n, 2n ** 63n - 2n - extent], tileExtent: extent, current: [0n, BigInt(length) - 1n] };
  }
  // A tile must not be longer than the domain.
  return { domain: [0n, BigInt(length) - 1n], tileExtent: BigInt(Math.min(tile, length)) };
}
