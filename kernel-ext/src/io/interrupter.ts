import { Session } from "node:inspector";
import { Phase, type SharedState } from "../shared-state.js";

/** How long the main loop may stand still after SIGINT before its JavaScript is terminated. */
const ESCALATION_MS = 400;

/**
 * Stops a running cell in two stages. SIGINT ends synchronous code of the cell and rejects a pending await. Code that
 * runs in a later turn (a loop after an await, a timer) does not see it; if the main loop stands still, V8 is told to
 * terminate, but only while user code runs.
 */
export class Interrupter {
  readonly #pid: number;
  readonly #state: SharedState;
  readonly #onTerminated: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, state: SharedState, onTerminated: () => void) {
    this.#pid = pid;
    this.#state = state;
    this.#onTerminated = onTerminated;
  }

  interrupt(): void {
    if (this.#state.phase !== Phase.idle) this.#state.interruptPending = true;
    this.#state.interruptInput();
    process.kill(this.#pid, "SIGINT");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#escalate(this.#state.liveness), ESCALATION_MS / 2);
  }

  /** Looks twice, half the time apart, so that one slow turn of the loop is not taken for an endless one. */
  #escalate(seen: number): void {
    this.#timer = setTimeout(() => {
      const { phase, liveness } = this.#state;
      if (phase === Phase.idle || liveness !== seen) return;
      if (phase === Phase.compile) this.#escalate(liveness);
      else this.terminate();
    }, ESCALATION_MS / 2);
  }

  terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => {
      session.disconnect();
      this.#onTerminated();
    });
  }
}
