/** Cuts typed arrays out of one SharedArrayBuffer: allocate once, hand over by reference. */
export class SharedArena {
  readonly buffer: SharedArrayBuffer;
  #offset = 0;

  /** `sizes` are the byte lengths of the arrays to come; each starts at a multiple of 8. */
  constructor(sizes: readonly number[]) {
    this.buffer = new SharedArrayBuffer(sizes.reduce((sum, size) => sum + roundUp(size), 0));
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.buffer, this.#take(4 * length), length);
  }

  uint16(length: number): Uint16Array {
    return new Uint16Array(this.buffer, this.#take(2 * length), length);
  }

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.buffer, this.#take(4 * length), length);
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.buffer, this.#take(length), length);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.buffer, this.#take(4 * length), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.buffer, this.#take(8 * length), length);
  }

  #take(bytes: number): number {
    const offset = this.#offset;
    this.#offset += roundUp(bytes);
    return offset;
  }
}

const roundUp = (bytes: number): number => (bytes + 7) & ~7;
