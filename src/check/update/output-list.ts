import type { Output } from "../../nbformat/index.js";

/** Lists up to this long are held. */
const MAX_HELD = 10_000;
/** How many outputs before the last that was read are held of a longer one. */
const NEAR = 64;
/** A list that was read from its start so often is held after all. */
const MAX_STARTS = 16;

/**
 * A list of outputs, by index. There may be a million, kept as the bytes of a file: as objects they take several times as much.
 * Of so many only those are held that stand near the two places where was read last, and what kind each is.
 */
export class OutputList {
  readonly #outputs: Iterable<Output>;
  /** Where each stands in the coalesced list; each piece of a stream stands where the stream does. */
  #places = new Uint32Array(1024);
  #length = 0;
  readonly #streams = new Map<string, number>();
  readonly #names = new Map<number, string>();
  #held: readonly Output[] | undefined;
  #readers: Reader[] = [];
  #starts = 0;

  constructor(outputs: Iterable<Output>) {
    this.#outputs = outputs;
    let next = 0;
    for (const output of outputs) {
      const name = output.output_type === "stream" ? String(output["name"]) : undefined;
      const known = name === undefined ? undefined : this.#streams.get(name);
      if (name !== undefined && known === undefined) {
        this.#streams.set(name, next);
        this.#names.set(next, name);
      }
      this.#push(known ?? next++);
    }
    if (this.length <= MAX_HELD) this.#held = [...outputs];
  }

  get length(): number {
    return this.#length;
  }

  /** The name of the stream that the output is a piece of; `undefined` for what is no stream. */
  streamAt(index: number): string | undefined {
    return this.#names.get(this.placeAt(index));
  }

  placeAt(index: number): number {
    return this.#places[index] as number;
  }

  /** The names of all streams with their places, in the order in which they first come. */
  get streams(): ReadonlyMap<string, number> {
    return this.#streams;
  }

  at(index: number): Output {
    if (this.#held !== undefined) return this.#held[index] as Output;
    // The one that is nearest before what is wanted.
    const reader = this.#readers.filter(({ start }) => start <= index).sort((a, b) => b.end - a.end)[0];
    return reader === undefined ? this.#fromStart(index) : reader.at(index);
  }

  /** The pieces of a stream, one by one. */
  *stream(name: string): Generator<Output> {
    let index = 0;
    for (const output of this.#held ?? this.#outputs) if (this.streamAt(index++) === name) yield output;
  }

  #push(place: number): void {
    if (this.#length === this.#places.length) {
      const places = new Uint32Array(2 * this.#length);
      places.set(this.#places);
      this.#places = places;
    }
    this.#places[this.#length++] = place;
  }

  #fromStart(index: number): Output {
    if (this.#starts++ === MAX_STARTS) {
      this.#held = [...this.#outputs];
      this.#readers = [];
      return this.#held[index] as Output;
    }
    // Two places are read in turn; the one that is further ahead will hardly be come back to.
    if (this.#readers.length === 2) this.#readers.sort((a, b) => a.end - b.end).pop();
    const reader = new Reader(this.#outputs);
    this.#readers.push(reader);
    return reader.at(index);
  }
}

/** Reads forwards, and holds the last outputs that it read. */
class Reader {
  readonly #iterator: Iterator<Output>;
  #near: Output[] = [];
  end = 0;

  constructor(outputs: Iterable<Output>) {
    this.#iterator = outputs[Symbol.iterator]();
  }

  /** Index of the first output that can still be had. */
  get start(): number {
    return this.end - this.#near.length;
  }

  at(index: number): Output {
    for (; this.end <= index; this.end++) {
      const { done, value } = this.#iterator.next();
      if (done) throw new RangeError(`there is no stored output ${index}`);
      this.#near.push(value);
      if (this.#near.length === 2 * NEAR) this.#near = this.#near.slice(NEAR);
    }
    return this.#near[index - this.start] as Output;
  }
}
