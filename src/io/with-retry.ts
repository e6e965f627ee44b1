import { AbortError, checkOption, isCellmillError, rejectUnknown } from "../core/index.js";
import { isTransient } from "./transient.js";
import type { ByteStore, ReadOptions } from "./types.js";

export interface RetryOptions {
  /** Tries in all, first one included. Default 6. */
  readonly attempts?: number;
  /** Wait before the second try; it doubles each time, with jitter. Default 100. */
  readonly baseDelayMs?: number;
  /** Longest wait between two tries. Default 5,000. */
  readonly maxDelayMs?: number;
}

/**
 * The store with every read tried again after failures that may pass: 5xx, resets, bodies that broke off or stalled.
 * A read starts over as a whole, so that no half body is ever returned.
 */
export function withRetry(store: ByteStore, options: RetryOptions = {}): ByteStore {
  const { attempts = 6, baseDelayMs = 100, maxDelayMs = 5_000, ...rest } = options;
  rejectUnknown(rest, "withRetry", ["attempts", "baseDelayMs", "maxDelayMs"]);
  checkOption(Number.isInteger(attempts) && attempts >= 1, "withRetry", "attempts", "1 or more", attempts);
  const retry = async <T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (signal?.aborted || isCellmillError(error, "AbortError") || attempt >= attempts || !isTransient(error))
          throw error;
        const delay = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
        await sleep(delay * (0.5 + Math.random() / 2), what, signal);
      }
    }
  };
  return {
    uri: store.uri,
    get: (key, read: ReadOptions = {}) => retry(`get of ${key}`, read.signal, () => store.get(key, read)),
    getRange: (key, range, read: ReadOptions = {}) =>
      retry(`get of ${key}`, read.signal, () => store.getRange(key, range, read)),
    list: (prefix, read: ReadOptions = {}) => retry(`list of ${prefix}`, read.signal, () => store.list(prefix, read)),
  };
}

function sleep(ms: number, what: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new AbortError({ what: `${what} was cancelled`, cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
