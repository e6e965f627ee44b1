/** `<session>_<process>_<number>`, as Jupyter's own library for Python has named messages since 2020, one after the other. */
const NUMBERED = /^(.+_\d+)_(\d+)$/;

interface Numbers {
  first: number;
  last: number;
  seen: number;
}

/**
 * Counts messages that a kernel numbered and that did not arrive. ZeroMQ drops without a word what a kernel publishes
 * faster than it can be sent: beyond 1,000 messages, unless the kernel lifts that limit.
 */
export class MissingMessages {
  readonly #senders = new Map<string, Numbers>();

  /** Takes notice of a message that arrived. */
  note(messageId: string): void {
    const match = NUMBERED.exec(messageId);
    if (match === null) return;
    const [, sender = "", digits = ""] = match;
    const number = Number(digits);
    const numbers = this.#senders.get(sender);
    if (numbers === undefined) this.#senders.set(sender, { first: number, last: number, seen: 1 });
    else {
      numbers.first = Math.min(numbers.first, number);
      numbers.last = Math.max(numbers.last, number);
      numbers.seen++;
    }
  }

  /** How many numbers between the first and the last were not seen so far. */
  get count(): number {
    let count = 0;
    for (const { first, last, seen } of this.#senders.values()) count += last - first + 1 - seen;
    return count;
  }
}
