import { Session } from "node:inspector";
import { Phase, type SharedState } from "../thread-state.js";

/** How long the main loop may stand still after an interrupt before its JavaScript is terminated. */
const PATIENCE_MS = 250;

/**
 * Stops a running cell. The main thread is told; if its loop turns, it gives up a cell that waits. If the loop stands
 * still, JavaScript is running on: in the synchronous part of a cell SIGINT makes `vm` throw, which is the gentle way;
 * anywhere else V8 is told to terminate. Signals are not used at other times: while `vm` takes over the handling of
 * SIGINT there is a moment in which one ends the process.
 */
export class Interrupter {
  readonly #pid: number;
  readonly #state: SharedState;
  readonly #tellMain: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, state: SharedState, tellMain: () => void) {
    this.#pid = pid;
    this.#state = state;
    this.#tellMain = tellMain;
  }

  interrupt(): void {
    if (!this.#state.requestInterrupt()) return;
    this.#state.interruptInput();
    this.#tellMain();
    this.#watch();
  }

  #watch(signalled = false): void {
    clearTimeout(this.#timer);
    const before = { liveness: this.#state.liveness, phase: this.#state.phase };
    this.#timer = setTimeout(() => {
      const { phase, liveness, interruptPending } = this.#state;
      if (!interruptPending) return;
      const stuck = liveness === before.liveness && phase === before.phase;
      const gentle = stuck && phase === Phase.script && !signalled;
      if (gentle) process.kill(this.#pid, "SIGINT");
      else if (stuck && (phase === Phase.user || phase === Phase.script)) this.#terminate();
      this.#watch(gentle);
    }, PATIENCE_MS);
  }

  #terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => session.disconnect());
  }
}
