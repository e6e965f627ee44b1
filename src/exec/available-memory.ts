import { freemem } from "node:os";

/** Bytes of memory this process may still take: of the machine, or less inside a memory-limited container. */
export function availableMemoryBytes(): number {
  const inContainer =
    typeof process.availableMemory === "function" ? process.availableMemory() : Number.POSITIVE_INFINITY;
  return Math.min(freemem(), inContainer);
}
