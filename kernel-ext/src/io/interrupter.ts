import { Session } from "node:inspector";
import { Phase, type SharedState } from "../shared-state.js";

/** How long the main loop may stand still after an interrupt before its JavaScript is terminated. */
const PATIENCE_MS = 250;

/**
 * Stops a running cell in two stages. The main thread is told; if its loop turns, it gives up the cell that waits. If
 * the loop stands still, JavaScript is running on, in a cell, a timer or a callback, and V8 is told to terminate it,
 * but only while user code runs. No signal is used: while `vm` code starts, SIGINT would end the process.
 */
export class Interrupter {
  readonly #state: SharedState;
  readonly #tellMain: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: SharedState, tellMain: () => void) {
    this.#state = state;
    this.#tellMain = tellMain;
  }

  interrupt(): void {
    if (!this.#state.hasCells) return;
    this.#state.interruptPending = true;
    this.#state.interruptInput();
    this.#tellMain();
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const seen = this.#state.liveness;
    this.#timer = setTimeout(() => {
      const { phase, liveness, interruptPending } = this.#state;
      if (!interruptPending) return;
      if (phase === Phase.user && liveness === seen) this.#terminate();
      this.#watch();
    }, PATIENCE_MS);
  }

  #terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => session.disconnect());
  }
}
