import { setFlagsFromString } from "node:v8";

/** Bytes of its code that a function runs before V8 optimises it; 66 kB else. */
const BUDGET_BYTES = 400_000;

/**
 * Has V8 optimise later what runs often. Most of the compiler's functions that it would optimise in the first seconds have
 * done their work by then: a quarter of the type checker's processor time and a tenth of a kernel's to its first cell, on a
 * core that others need. A loop of an analyst comes to the same speed some milliseconds later.
 */
export function optimiseLater(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`);
}
