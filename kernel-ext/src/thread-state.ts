/**
 * What the main thread is doing: only user code may be terminated, a half-run compiler would stay broken. `script` is
 * the synchronous part of a cell, which runs inside `vm`; `user` all that comes after: awaits, timers, callbacks.
 */
export const Phase = { idle: 0, compile: 1, user: 2, script: 3 } as const;
export type PhaseValue = (typeof Phase)[keyof typeof Phase];

/** State of an answer to `input()`. */
export const Stdin = { waiting: 0, ready: 1, interrupted: 2 } as const;

const SLOT = { phase: 0, liveness: 1, stdin: 2, stdinLength: 3, exit: 4, cells: 5 } as const;
/** In the slot of `cells`, beside their number: an interrupt and the cells it is for change in one step. */
const INTERRUPT = 1 << 30;
const HEADER_BYTES = 64;
const STDIN_BYTES = 1 << 20;

/** Memory that main thread and IO thread share, so that each can act while the other is busy or blocked. */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  readonly #slots: Int32Array;
  readonly #stdin: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES + STDIN_BYTES)) {
    this.buffer = buffer;
    this.#slots = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#stdin = new Uint8Array(buffer, HEADER_BYTES);
  }

  get phase(): PhaseValue {
    return Atomics.load(this.#slots, SLOT.phase) as PhaseValue;
  }
  set phase(value: PhaseValue) {
    Atomics.store(this.#slots, SLOT.phase, value);
  }

  /** Counts turns of the main thread's loop; a count that stands still means that JavaScript is running on. */
  get liveness(): number {
    return Atomics.load(this.#slots, SLOT.liveness);
  }
  tick(): void {
    Atomics.add(this.#slots, SLOT.liveness, 1);
  }

  /** IO thread: a request to run a cell has come. */
  addCell(): void {
    Atomics.add(this.#slots, SLOT.cells, 1);
  }
  /**
   * Main thread: a cell has run or is aborted; call before its reply leaves. An interrupt that it did not take goes
   * with it, in the same step: one that is sent after the reply finds no cell and cannot hit the next one.
   */
  removeCell(): void {
    this.#changeCells((cells) => (cells & ~INTERRUPT) - 1);
  }

  /** IO thread: asks to interrupt the cell that waits or runs; false = there is none. */
  requestInterrupt(): boolean {
    return this.#changeCells((cells) => (cells === 0 ? 0 : cells | INTERRUPT)) !== 0;
  }
  /** True while an interrupt waits for its cell to take it; one that comes while a cell compiles is taken before it runs. */
  get interruptPending(): boolean {
    return (Atomics.load(this.#slots, SLOT.cells) & INTERRUPT) !== 0;
  }
  /** Main thread: true = there was an interrupt; it is the caller's now. */
  takeInterrupt(): boolean {
    return (Atomics.and(this.#slots, SLOT.cells, ~INTERRUPT) & INTERRUPT) !== 0;
  }

  /** Returns the value before the change. */
  #changeCells(change: (cells: number) => number): number {
    for (;;) {
      const cells = Atomics.load(this.#slots, SLOT.cells);
      if (Atomics.compareExchange(this.#slots, SLOT.cells, cells, change(cells)) === cells) return cells;
    }
  }

  /** Main thread: call before the request is sent, then `waitForInput`. */
  expectInput(): void {
    Atomics.store(this.#slots, SLOT.stdin, Stdin.waiting);
  }
  /** Main thread: blocks until the IO thread has the answer; undefined = interrupted. */
  waitForInput(): string | undefined {
    Atomics.wait(this.#slots, SLOT.stdin, Stdin.waiting);
    if (Atomics.load(this.#slots, SLOT.stdin) === Stdin.interrupted) return undefined;
    return new TextDecoder().decode(this.#stdin.slice(0, Atomics.load(this.#slots, SLOT.stdinLength)));
  }
  /** IO thread: hands over the answer, cut to 1 MiB. */
  answerInput(text: string): void {
    const { written } = new TextEncoder().encodeInto(text, this.#stdin);
    Atomics.store(this.#slots, SLOT.stdinLength, written);
    this.#wakeInput(Stdin.ready);
  }
  interruptInput(): void {
    this.#wakeInput(Stdin.interrupted);
  }
  #wakeInput(state: number): void {
    Atomics.store(this.#slots, SLOT.stdin, state);
    Atomics.notify(this.#slots, SLOT.stdin);
  }

  /** IO thread: every message is sent and every socket closed. */
  markClosed(): void {
    Atomics.store(this.#slots, SLOT.exit, 1);
    Atomics.notify(this.#slots, SLOT.exit);
  }
  /** Main thread: blocks until the IO thread has closed its sockets, at most `timeoutMs`. */
  waitForClosed(timeoutMs: number): void {
    Atomics.wait(this.#slots, SLOT.exit, 0, timeoutMs);
  }
}
