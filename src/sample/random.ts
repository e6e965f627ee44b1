/**
 * A seeded source of random numbers (the sfc32 generator). Only 32-bit integer operations, so that every platform
 * draws the same numbers.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `stream` separates independent sequences of one seed. */
  constructor(seed: number, stream: string) {
    const hash = hashText(stream);
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 0x1_0000_0000) ^ hash;
    this.#c = Math.imul(hash, 0x9e37_79b1) | 0;
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** An integer in `[0, 2^32)`. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Puts what `uint32` would give next into the first `count` places, faster: the state stays in locals. */
  fill(target: Uint32Array, count: number = target.length): void {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let counter = this.#counter;
    for (let i = 0; i < count; i++) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      target[i] = sum;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  /** A number in `[0, 1)`. */
  uniform(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** An integer in `[0, count)`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Nearly normal with mean 0 and deviation 1: twelve uniform numbers less six. No logarithm, no cosine. */
  normal(): number {
    let sum = -6 * 0x1_0000_0000;
    for (let i = 0; i < 12; i++) sum += this.uint32();
    return sum / 0x1_0000_0000;
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** The items in random order, as a new array. */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /** `digits` hexadecimal digits. */
  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }
}

/** FNV-1a, 32 bit. */
function hashText(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash;
}
