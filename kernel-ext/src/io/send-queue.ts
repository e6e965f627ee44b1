/** A socket that sends one multipart message at a time. */
export interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Sends messages one after the other: two sends at once on one ZeroMQ socket fail with EBUSY and lose a message. */
export class SendQueue {
  readonly #socket: Sender;
  readonly #onError: (error: unknown) => void;
  #tail: Promise<void> = Promise.resolve();

  constructor(socket: Sender, onError: (error: unknown) => void) {
    this.#socket = socket;
    this.#onError = onError;
  }

  push(frames: Uint8Array[]): void {
    this.#tail = this.#tail.then(() => this.#socket.send(frames)).catch(this.#onError);
  }

  /** Resolves when all that was pushed so far is handed to the socket. */
  drained(): Promise<void> {
    return this.#tail;
  }
}
