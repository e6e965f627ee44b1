import type { Message } from "../jupyter/index.js";

/**
 * Output that comes after its cell has ended, from a thread for example: it still is that cell's. One listener for all
 * cells, so that a long notebook does not slow down with each cell.
 */
export class LateOutputs {
  readonly #cells = new Map<string, (message: Message) => void>();
  #last: ((message: Message) => void) | undefined;

  /** Has the messages that answer the request handed on from now on. */
  adopt(requestId: string, take: (message: Message) => void): void {
    this.#cells.set(requestId, take);
    this.#last = take;
  }

  /**
   * Takes output that names this request for the last cell's: a kernel names whatever it handles at that moment, and the
   * request itself prints nothing.
   */
  adoptForLast(requestId: string): void {
    if (this.#last !== undefined) this.#cells.set(requestId, this.#last);
  }

  /** Takes any message of the kernel. */
  handle(message: Message): void {
    this.#cells.get(message.parentHeader.msg_id ?? "")?.(message);
  }

  /** Waits for what is still to come: the given time, or until the kernel has ended or the signal is aborted. */
  async settle(graceMs: number, ended: Promise<unknown>, signal?: AbortSignal): Promise<void> {
    if (graceMs <= 0 || signal?.aborted) return;
    let stop: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const timer = setTimeout(stop, graceMs);
    signal?.addEventListener("abort", stop, { once: true });
    await Promise.race([stopped, ended]);
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
