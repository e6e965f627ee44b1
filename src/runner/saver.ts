/** After a save that took a time, the next waits this many times as long, so that saving never dominates a run. */
const REST_FACTOR = 19;
/** Small files are saved so often that about this much is written in a second. */
const BYTES_PER_MS = 4_000;
/** Whatever its size, a file whose saves are quick waits no longer than this. */
const MOST_REST_MS = 1_000;

/**
 * Saves a state that keeps changing. Requests come as often as they like: one save runs at a time, and requests in
 * between are joined. What is asked for is saved within 20 times the time that a save takes, or a second if that is
 * longer (sooner for small files): saving takes at most a twentieth of the time. A failed save makes the next `request`
 * throw.
 */
export class Saver {
  readonly #save: () => Promise<number>;
  #wanted = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;
  #failure: { error: unknown } | undefined;

  /** `save` resolves to how many bytes it wrote. */
  constructor(save: () => Promise<number>) {
    this.#save = save;
  }

  /** True once a save has failed. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Asks for a save soon. */
  request(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#wanted = true;
    this.#schedule();
  }

  /** Drops what waits and settles when nothing is being written any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = false;
    await this.#running;
  }

  #schedule(): void {
    if (this.#running !== undefined || this.#timer !== undefined) return;
    const wait = this.#restUntil - performance.now();
    if (wait <= 0) {
      this.#start();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, wait);
  }

  #start(): void {
    this.#wanted = false;
    const begun = performance.now();
    let bytes = 0;
    this.#running = this.#save()
      .then((written) => {
        bytes = written;
      })
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .then(() => {
        this.#running = undefined;
        const end = performance.now();
        this.#restUntil = end + restAfter(bytes, end - begun);
        if (this.#wanted && this.#failure === undefined) this.#schedule();
      });
  }
}

/** How long nothing is saved after a save of so many bytes that took so long, in milliseconds. */
export function restAfter(bytes: number, tookMs: number): number {
  return Math.max(tookMs * REST_FACTOR, Math.min(MOST_REST_MS, bytes / BYTES_PER_MS));
}
