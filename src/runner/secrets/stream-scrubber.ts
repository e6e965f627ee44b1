import type { TextScrubber } from "./text-scrubber.js";

/**
 * Scrubs a stream's texts as they come. An end that could be the start of a secret waits for the next text, so a secret
 * is found however the kernel cut it.
 */
export class StreamScrubber {
  readonly #scrubber: TextScrubber;
  #waiting = "";
  /** What a flush gave out for the text that waits: it stays known, for more text may complete a secret. */
  #given = "";

  constructor(scrubber: TextScrubber) {
    this.#scrubber = scrubber;
  }

  /** True if no earlier text matters for what comes next. */
  get isDone(): boolean {
    return this.#waiting === "";
  }

  /** What the next flush would give out. */
  get waiting(): string {
    return without(this.#scrubber.text(this.#waiting), this.#given);
  }

  /** The part of all texts so far that is sure and new; may be empty. */
  push(text: string): string {
    const all = this.#waiting + text;
    const sure = this.#scrubber.sureLength(all);
    this.#waiting = all.slice(sure);
    const clean = this.#scrubber.text(all.slice(0, sure));
    const given = this.#given;
    const goesOn = given.length > clean.length && given.startsWith(clean);
    this.#given = goesOn ? given.slice(clean.length) : "";
    return goesOn ? "" : without(clean, given);
  }

  /** What still waited: no more text is expected. If some comes all the same, the rest of a secret is still masked. */
  flush(): string {
    const given = this.#given;
    this.#given = this.#scrubber.text(this.#waiting);
    return without(this.#given, given);
  }
}

/** A text that comes in pieces, scrubbed. */
export function* scrubbedPieces(pieces: Iterable<string>, scrubber: TextScrubber): Generator<string> {
  const stream = new StreamScrubber(scrubber);
  for (const piece of pieces) yield stream.push(piece);
  yield stream.flush();
}

function without(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}
