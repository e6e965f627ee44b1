import type { Writable } from "node:stream";

/**
 * Writes texts to a stream in their order, as fast as it takes them. A long text is made piece by piece when its turn has
 * come, so that a slow reader does not make us hold it as strings.
 */
export class PieceQueue {
  readonly #stream: Writable;
  #waiting: Iterator<string>[] = [];
  #pumping = false;
  #drained: (() => void)[] = [];

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(pieces: Iterable<string>): void {
    this.#waiting.push(pieces[Symbol.iterator]());
    if (!this.#pumping) this.#pump();
  }

  /** Settles when all that was written so far has been handed to the stream, or the stream takes no more. */
  drained(): Promise<void> {
    if (!this.#pumping) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  #pump(): void {
    this.#pumping = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (next === "" || this.#stream.write(next)) continue;
      this.#waitForRoom();
      return;
    }
    this.#pumping = false;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #next(): string | undefined {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const { done, value } = first.next();
      if (!done) return value;
      this.#waiting.shift();
    }
    return undefined;
  }

  #waitForRoom(): void {
    const stream = this.#stream;
    const settle = (): void => {
      stream.off("drain", settle);
      stream.off("close", close);
      this.#pump();
    };
    const close = (): void => {
      this.#waiting = [];
      settle();
    };
    stream.on("drain", settle);
    stream.on("close", close);
    // Nobody would tell of room again.
    if (stream.destroyed) close();
  }
}
