/**
 * A value that is loaded when first asked for and kept. A load that fails is forgotten, so that the next caller tries
 * again. It runs without any caller's signal: one caller's abort must not fail the others.
 */
export function memoize<T>(load: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    if (pending === undefined) {
      const started = load();
      pending = started;
      started.catch(() => {
        if (pending === started) pending = undefined;
      });
    }
    return pending;
  };
}
