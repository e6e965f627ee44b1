import type { Scrubber } from "./scrubber.js";

/**
 * Scrubs a stream's texts as they come. An end that could be the start of a secret waits for the next text, so a secret
 * is found however the kernel cut it.
 */
export class StreamScrubber {
  readonly #scrubber: Scrubber;
  #waiting = "";

  constructor(scrubber: Scrubber) {
    this.#scrubber = scrubber;
  }

  /** The part of all texts so far that is sure and new; may be empty. */
  push(text: string): string {
    const clean = this.#scrubber.text(this.#waiting + text);
    const pending = this.#scrubber.pendingLength(clean);
    this.#waiting = pending === 0 ? "" : clean.slice(-pending);
    return pending === 0 ? clean : clean.slice(0, -pending);
  }

  /** What still waited: no more text comes. */
  flush(): string {
    const rest = this.#scrubber.text(this.#waiting);
    this.#waiting = "";
    return rest;
  }
}
