import { throwIfAborted } from "../core/index.js";

/**
 * Runs `work` for each item, at most `limit` at a time, and hands the results to `take` in the items' order, one by one:
 * merging is deterministic and at most `limit` results wait. The first failure cancels the others and is thrown.
 */
export async function mapOrdered<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  take: (result: R, item: T) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  throwIfAborted(signal, "the pass");
  const stop = new AbortController();
  const combined = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const running: { item: T; result: Promise<R> }[] = [];
  let next = 0;
  const start = (): void => {
    while (next < items.length && running.length < limit) {
      const item = items[next++]!;
      const result = work(item, combined);
      // A failure is thrown when its turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      running.push({ item, result });
    }
  };
  try {
    start();
    while (running.length > 0) {
      const { item, result } = running[0]!;
      const value = await result;
      running.shift();
      start();
      await take(value, item);
    }
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running.map((entry) => entry.result));
    throw error;
  }
}
