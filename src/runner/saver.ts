/** After a save that took a time, the next waits this many times as long, so that saving never dominates a run. */
const REST_FACTOR = 4;

/**
 * Saves a state that keeps changing. Requests come as often as they like: one save runs at a time, requests in between
 * are joined, and large files are saved less often. A failed save makes the next `request` or `finish` throw.
 */
export class Saver {
  readonly #save: () => Promise<void>;
  #wanted = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;
  #failure: { error: unknown } | undefined;

  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  /** Asks for a save soon. */
  request(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#wanted = true;
    this.#schedule();
  }

  /** Saves now, whatever is running or waiting, and settles when that is done. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = false;
    await this.#running;
    this.#failure = undefined;
    await this.#save();
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
    this.#running = this.#save()
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .then(() => {
        this.#running = undefined;
        const end = performance.now();
        this.#restUntil = end + (end - begun) * REST_FACTOR;
        if (this.#wanted && this.#failure === undefined) this.#schedule();
      });
  }
}
