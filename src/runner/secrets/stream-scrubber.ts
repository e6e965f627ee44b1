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
    const all = this.#waiting + text;
    const sure = this.#scrubber.sureLength(all);
    this.#waiting = all.slice(sure);
    return this.#scrubber.text(all.slice(0, sure));
  }

  /** What still waited: no more text comes. */
  flush(): string {
    const rest = this.#scrubber.text(this.#waiting);
    this.#waiting = "";
    return rest;
  }
}
