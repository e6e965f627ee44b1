import { nextTurn } from "../core/next-turn.js";
import type { KernelSession, Message } from "../jupyter/index.js";

/** How often is looked whether the kernel has become quiet. */
const LOOKS = 8;
const LONGEST_LOOK_MS = 500;

export interface IdleWaitOptions {
  /** How long a kernel may be quiet before its message is taken for lost, if what it is asked since then is published. */
  readonly quietMs: number;
  /** How long one may be quiet of which nothing is published. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits for the last message that a kernel publishes about a cell, and tells whether it will come. A quiet kernel may have
 * lost it, and may be sending a message of a gigabyte, of which nothing is seen until all of it is here. So a quiet kernel
 * is asked what it is: what it publishes about the question comes behind all that it has sent before.
 */
export class IdleWait {
  readonly #session: KernelSession;
  readonly #options: IdleWaitOptions;
  readonly #questions = new Set<string>();
  #heardAt = performance.now();
  #askedAt = Number.NEGATIVE_INFINITY;
  #passed = false;

  constructor(session: KernelSession, options: IdleWaitOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** When the kernel was last heard, about anything but our questions. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** True while messages that have come are yet to be heard. */
  get isBehind(): boolean {
    return this.#session.client.isBehind;
  }

  /** Ids of the questions that were asked. */
  get questions(): Iterable<string> {
    return this.#questions;
  }

  /** Takes notice of any message that the kernel publishes; true if it is about one of our questions. */
  hear(message: Message): boolean {
    const ours = this.#questions.has(message.parentHeader.msg_id ?? "");
    if (ours && message.header.msg_type === "status") this.#passed = true;
    else this.#heardAt = performance.now();
    return ours;
  }

  /** `"ended"` with the promise, `"lost"` if what it waits for will not come, `"aborted"` with the signal. */
  async until(ended: Promise<unknown>): Promise<"ended" | "lost" | "aborted"> {
    const { quietMs, limitMs, signal } = this.#options;
    const since = performance.now();
    const over = ended.then(() => true);
    for (;;) {
      if (await Promise.race([over, delay(Math.min(quietMs / LOOKS, LONGEST_LOOK_MS))])) return "ended";
      if (signal?.aborted) return "aborted";
      // A busy process may see the timer before messages that have long been there.
      await nextTurn();
      if (this.isBehind) continue;
      const now = performance.now();
      const quiet = now - Math.max(this.#heardAt, since);
      if (quiet >= (this.#passed ? quietMs : limitMs)) return "lost";
      if (quiet >= quietMs / 2 && now - this.#askedAt >= quietMs) this.#ask(now);
    }
  }

  #ask(now: number): void {
    this.#askedAt = now;
    this.#questions.add(this.#session.client.request("shell", "kernel_info_request", {}).id);
  }
}

function delay(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
}
