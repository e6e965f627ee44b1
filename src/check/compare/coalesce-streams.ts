import type { Output } from "../../nbformat/index.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { LargeText } from "../../nbformat/large/large-value.js";

/** Streams that are longer stay in pieces. */
const MAX_JOINED_LENGTH = 1 << 16;

/** So many texts are joined at once that are no longer than this. */
const BATCH = 1024;
const SHORT_CHARACTERS = 4096;

/**
 * All texts of one stream as one: chunks and the interleaving of stdout and stderr vary from run to run (nbval and nbclient do
 * the same). The outputs that they came from are not held.
 */
export class CoalescedStream {
  /** Where the first of them stands among the cell's outputs. */
  readonly output: number;
  readonly #parts: (string | LargeText)[] = [];
  #short: string[] = [];
  #length = 0;

  constructor(output: number) {
    this.output = output;
  }

  add(stream: Output): void {
    const large = largeAt(stream, "text");
    if (large instanceof LargeText) {
      this.#join();
      this.#parts.push(large);
      this.#length += large.byteLength;
      return;
    }
    const text = stream["text"];
    // What is no text counts for nothing.
    if (typeof text !== "string" || text === "") return;
    this.#length += text.length;
    if (text.length > SHORT_CHARACTERS) {
      this.#join();
      this.#parts.push(text);
    } else if (this.#short.push(text) >= BATCH) this.#join();
  }

  text(): string | LargeText {
    this.#join();
    const parts = this.#parts;
    const pieces = function* (): Generator<string> {
      for (const part of parts) {
        if (typeof part === "string") yield part;
        else yield* part.pieces();
      }
    };
    return this.#length > MAX_JOINED_LENGTH ? new LargeText(this.#length, pieces) : [...pieces()].join("");
  }

  #join(): void {
    if (this.#short.length > 0) this.#parts.push(this.#short.join(""));
    this.#short = [];
  }
}
