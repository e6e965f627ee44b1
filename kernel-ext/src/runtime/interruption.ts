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

/** True for our error of an interrupt and for the one by which tslab's executor reports it. */
export function isInterrupt(error: unknown): boolean {
  if (error instanceof KeyboardInterrupt) return true;
  return error instanceof Error && error.message === "Interrupted asynchronously";
}
