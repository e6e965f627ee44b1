import { mapLimit } from "./map-limit.js";
import type { ByteStore, ReadOptions } from "./types.js";

/** Half-open, with a known end. */
export interface ClosedRange {
  readonly start: number;
  readonly end: number;
}

export interface CoalesceOptions {
  /** Ranges with at most this many unwanted bytes between them become one request. Default 512 KiB. */
  readonly maxGapBytes?: number;
  /** A request that merges ranges is at most this long. Default 16 MiB. A longer single range is cut into several. */
  readonly maxBytes?: number;
  /** Requests in flight at the same time. Default 8. */
  readonly concurrency?: number;
}

/** One request of a plan and the ranges (by index) that lie in it, wholly or in part. */
export interface CoalescedBlock {
  readonly start: number;
  readonly end: number;
  readonly members: readonly number[];
}

/** Which requests serve the ranges: neighbours are merged over small gaps, long ones are cut. Pure. */
export function planRanges(ranges: readonly ClosedRange[], options: CoalesceOptions = {}): CoalescedBlock[] {
  const { maxGapBytes = 512 * 1024, maxBytes = 16 * 1024 * 1024 } = options;
  const order = ranges.map((_, index) => index).filter((index) => ranges[index]!.end > ranges[index]!.start);
  order.sort((a, b) => ranges[a]!.start - ranges[b]!.start || ranges[a]!.end - ranges[b]!.end);
  const merged: { start: number; end: number; members: number[] }[] = [];
  for (const index of order) {
    const range = ranges[index]!;
    const last = merged.at(-1);
    const fits = last !== undefined && Math.max(last.end, range.end) - last.start <= maxBytes;
    const overlaps = last !== undefined && range.start < last.end;
    if (last !== undefined && (overlaps || (fits && range.start - last.end <= maxGapBytes))) {
      last.end = Math.max(last.end, range.end);
      last.members.push(index);
    } else {
      merged.push({ start: range.start, end: range.end, members: [index] });
    }
  }
  return merged.flatMap((block) => cut(block, ranges, maxBytes));
}

function cut(block: CoalescedBlock, ranges: readonly ClosedRange[], maxBytes: number): CoalescedBlock[] {
  const pieces = Math.ceil((block.end - block.start) / maxBytes);
  if (pieces <= 1) return [block];
  const size = Math.ceil((block.end - block.start) / pieces);
  return Array.from({ length: pieces }, (_, piece) => {
    const start = block.start + piece * size;
    const end = Math.min(block.end, start + size);
    const members = block.members.filter((index) => ranges[index]!.start < end && ranges[index]!.end > start);
    return { start, end, members };
  });
}

/**
 * The bytes of each range, in order (shorter where the object ends earlier), or `undefined` if there is no such
 * object. Close ranges are fetched together; the pieces may be views of one fetched block.
 */
export async function getRanges(
  store: ByteStore,
  key: string,
  ranges: readonly ClosedRange[],
  options: CoalesceOptions & ReadOptions = {},
): Promise<Uint8Array[] | undefined> {
  const { signal, concurrency = 8 } = options;
  const blocks = planRanges(ranges, options);
  const fetched = await mapLimit(blocks, concurrency, (block) =>
    store.getRange(key, { start: block.start, end: block.end }, signal === undefined ? {} : { signal }),
  );
  if (fetched.includes(undefined)) return undefined;
  const parts: Uint8Array[][] = ranges.map(() => []);
  blocks.forEach((block, b) => {
    const bytes = fetched[b]!;
    for (const index of block.members) {
      const range = ranges[index]!;
      const from = Math.max(range.start, block.start) - block.start;
      const to = Math.min(range.end, block.end) - block.start;
      parts[index]!.push(bytes.subarray(from, to));
    }
  });
  return parts.map(joinBytes);
}

/** The parts behind one another; a single part is returned as it is. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
