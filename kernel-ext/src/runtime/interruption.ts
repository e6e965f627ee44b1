/** What a cell that was interrupted ends with; the name is the one that notebook front ends and runners know. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor() {
    super("the cell was interrupted");
  }
}

/** Lets a waiting cell be given up from outside. */
export class Interruption {
  #reject: ((error: KeyboardInterrupt) => void) | undefined;

  /** Rejects when the cell that starts now is interrupted. */
  watch(): Promise<never> {
    const promise = new Promise<never>((_resolve, reject) => {
      this.#reject = reject;
    });
    promise.catch(() => undefined); // nobody may be waiting when it comes
    return promise;
  }

  interrupt(): void {
    this.#reject?.(new KeyboardInterrupt());
  }
}

/** True for our error of an interrupt, and for those by which Node's `vm` and tslab's executor report it. */
export function isInterrupt(error: unknown): boolean {
  if (error instanceof KeyboardInterrupt) return true;
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || message === "Interrupted asynchronously";
}
