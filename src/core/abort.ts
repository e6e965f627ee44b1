import { AbortError } from "./errors.js";

/** Throws an `AbortError` if the signal was aborted; `what` names the work that stops. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new AbortError({ what: `${what} was cancelled`, cause: signal.reason });
}
