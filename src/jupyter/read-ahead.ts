import { nextTurn } from "../core/next-turn.js";

/** The parts of a message as they came. */
export type Frames = readonly Uint8Array[];

/** What a message takes beside its bytes, about. */
const MESSAGE_BYTES = 2_000;
/** So many bytes may wait here; what goes beyond waits where it is. */
const MOST_BYTES = 16 << 20;
/** After so many turns of the event loop without a message none is on its way. */
const QUIET_TURNS = 3;
/** So often, in milliseconds, it is looked what has come meanwhile: each turn costs as much as a short message. */
const LOOK_EVERY_MS = 5;
/** Whoever is given so many bytes may take some time over them. */
const LONG_BYTES = 1 << 16;

/**
 * Messages in their order, which are taken over as they come: what waits here is not lost with a kernel that dies. But
 * they are no more than some megabytes, so that large ones come one by one.
 */
export class ReadAhead {
  readonly #receive: () => Promise<Frames>;
  readonly #most: number;
  readonly #waiting: Frames[] = [];
  #bytes = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(receive: () => Promise<Frames>, mostBytes: number = MOST_BYTES) {
    this.#receive = receive;
    this.#most = mostBytes;
  }

  /** How many messages wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The next message; whoever receives them fails here, after the last. */
  async next(): Promise<Frames> {
    if (this.#waiting.length === 0 && this.#failure === undefined) await this.#oneMore();
    const [first] = this.#waiting;
    const isLong = first !== undefined && costOf(first) >= LONG_BYTES;
    if (isLong || performance.now() - this.#lookedAt >= LOOK_EVERY_MS) await this.#takeOver();
    const frames = this.#waiting.shift();
    if (frames === undefined) throw this.#failure?.error;
    this.#bytes -= costOf(frames);
    return frames;
  }

  /** Takes over what is there, up to the limit. */
  async #takeOver(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS && this.#bytes < this.#most && this.#failure === undefined; ) {
      const { length } = this.#waiting;
      await Promise.race([this.#oneMore(), nextTurn()]);
      quiet = this.#waiting.length > length ? 0 : quiet + 1;
    }
    this.#lookedAt = performance.now();
  }

  /** Settles when one more message was received, or none can be. */
  #oneMore(): Promise<void> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const frames = await this.#receive();
      this.#waiting.push(frames);
      this.#bytes += costOf(frames);
    } catch (error) {
      this.#failure = { error };
    }
    this.#reading = undefined;
  }
}

/** How many bytes a message has. */
export function byteLengthOf(frames: Frames): number {
  return frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function costOf(frames: Frames): number {
  return MESSAGE_BYTES + byteLengthOf(frames);
}
