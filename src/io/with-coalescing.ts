import { AbortError, throwIfAborted } from "../core/index.js";
import { type ClosedRange, type CoalesceOptions, getRanges } from "./get-ranges.js";
import type { ByteStore, ReadOptions } from "./types.js";

interface Waiting {
  readonly range: ClosedRange;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Uint8Array | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The store with range reads that are asked for in the same turn of the event loop merged into few requests. A caller
 * that aborts gets its `AbortError` at once; the request ends only when all its callers have gone.
 */
export function withCoalescing(store: ByteStore, options: CoalesceOptions = {}): ByteStore {
  let pending = new Map<string, Waiting[]>();
  const flush = (): void => {
    const batches = pending;
    pending = new Map();
    for (const [key, waiting] of batches) void serve(store, key, waiting, options);
  };
  return {
    uri: store.uri,
    get: (key, read) => store.get(key, read),
    list: (prefix, read) => store.list(prefix, read),
    async getRange(key, range, read: ReadOptions = {}) {
      throwIfAborted(read.signal, `get of ${key}`);
      const { start, end } = range;
      // An open end or an empty range cannot be merged.
      if (end === undefined || end <= start) return store.getRange(key, range, read);
      return new Promise((resolve, reject) => {
        if (pending.size === 0) setImmediate(flush);
        const waiting = { range: { start, end }, signal: read.signal, resolve, reject };
        pending.set(key, [...(pending.get(key) ?? []), waiting]);
      });
    },
  };
}

async function serve(
  store: ByteStore,
  key: string,
  waiting: readonly Waiting[],
  options: CoalesceOptions,
): Promise<void> {
  const controller = new AbortController();
  let left = waiting.length;
  const stops = waiting.map(({ signal, reject }) => {
    const stop = (): void => {
      reject(new AbortError({ what: `get of ${key} was cancelled`, cause: signal?.reason }));
      if (--left === 0) controller.abort();
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
    return stop;
  });
  try {
    const ranges = waiting.map((one) => one.range);
    const found = await getRanges(store, key, ranges, { ...options, signal: controller.signal });
    waiting.forEach((one, i) => {
      one.resolve(found?.[i]?.slice());
    });
  } catch (error) {
    for (const one of waiting) one.reject(error);
  } finally {
    waiting.forEach((one, i) => {
      one.signal?.removeEventListener("abort", stops[i]!);
    });
  }
}
