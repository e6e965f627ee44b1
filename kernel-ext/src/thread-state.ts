/**
 * What the main thread is doing: only user code may be terminated, a half-run compiler would stay broken. `script` is
 * the synchronous part of a cell, which runs inside `vm`; `user` all that comes after: awaits, timers, callbacks.
 */
export const Phase = { idle: 0, compile: 1, user: 2, script: 3 } as const;
export type PhaseValue = (typeof Phase)[keyof typeof Phase];

/** State of an answer to `input()`. */
export const Stdin = { waiting: 0, ready: 1, interrupted: 2 } as const;

const SLOT = { phase: 0, liveness: 1, interrupt: 2, stdin: 3, stdinLength: 4, exit: 5, cells: 6 } as const;
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

  /** True while a request to run a cell waits or runs. */
  get hasCells(): boolean {
    return Atomics.load(this.#slots, SLOT.cells) > 0;
  }
  /** IO thread: a request to run a cell has come. */
  addCell(): void {
    Atomics.add(this.#slots, SLOT.cells, 1);
  }
  /** Main thread: it is answered. */
  removeCell(): void {
    Atomics.sub(this.#slots, SLOT.cells, 1);
  }

  /** An interrupt that no cell has taken yet; one that comes while a cell waits or compiles is taken before it runs. */
  get interruptPending(): boolean {
    return Atomics.load(this.#slots, SLOT.interrupt) === 1;
  }
  set interruptPending(value: boolean) {
    Atomics.store(this.#slots, SLOT.interrupt, value ? 1 : 0);
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
