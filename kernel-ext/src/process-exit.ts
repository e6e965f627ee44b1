import type { ToIo } from "./io/thread-messages.js";
import type { SharedState } from "./thread-state.js";

const DRAIN_MS = 3000;

/**
 * Ends the process in order: what is queued is sent and the sockets are closed by the IO thread before Node ends (a
 * process that ends under live ZeroMQ sockets aborts). `process.exit` in cells takes the same way.
 */
export class ProcessExit {
  readonly #exit = process.exit.bind(process);
  readonly #state: SharedState;
  readonly #post: (message: ToIo) => void;
  readonly #flush: () => void;

  constructor(state: SharedState, post: (message: ToIo) => void, flush: () => void) {
    this.#state = state;
    this.#post = post;
    this.#flush = flush;
  }

  /** Replaces `process.exit`; `onExit` runs first and may still publish. */
  intercept(onExit: (code: number) => void): void {
    process.exit = ((code?: number | string | null) => {
      const status = Number(code ?? process.exitCode ?? 0);
      onExit(status);
      this.exit(status);
    }) as typeof process.exit;
  }

  /** Ends at once: the IO thread has failed and would never answer. */
  abort(code: number): never {
    return this.#exit(code);
  }

  exit(code: number): never {
    this.#flush();
    this.#post({ kind: "close" });
    this.#state.waitForClosed(DRAIN_MS);
    return this.#exit(code);
  }
}
