import { type ErrorDetails, StoreError } from "../core/index.js";

/** Failures that may pass when tried again; a registry, so that the error itself stays plain. */
const transient = new WeakSet<object>();

const NETWORK_CODES = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

/** A `StoreError` that `withRetry` tries again. */
export function transientError(details: ErrorDetails): StoreError {
  const error = new StoreError(details);
  transient.add(error);
  return error;
}

/** True for errors of `transientError` and for resets, timeouts and the like of the network. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  return transient.has(error) || NETWORK_CODES.has(String((error as NodeJS.ErrnoException).code));
}
