/** What zstddec's module exports, as far as it is used. */
interface ZstdExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(sizeBytes: number): number;
  free(address: number): void;
  ZSTD_decompress(output: number, outputBytes: number, input: number, inputBytes: number): number;
}

/** Buffers up to this size stay; larger ones are taken for one frame only. */
const KEEP_BYTES = 2 ** 22;

interface Place {
  address: number;
  sizeBytes: number;
}

/** The memory of the zstd decoder: frames go in and out through two buffers that stay. */
export class ZstdMemory {
  readonly #exports: ZstdExports;
  #bytes: Uint8Array = new Uint8Array(0);
  readonly #input: Place = { address: 0, sizeBytes: 0 };
  readonly #output: Place = { address: 0, sizeBytes: 0 };

  /** `result`: what instantiating zstddec's module gave. */
  constructor(result: unknown) {
    this.#exports = (result as { readonly instance: { readonly exports: ZstdExports } }).instance.exports;
  }

  /** The decoded frame, a view that holds until the next call. */
  decode(input: Uint8Array, sizeBytes: number): Uint8Array {
    const from = this.#fit(this.#input, input.length);
    const to = this.#fit(this.#output, sizeBytes);
    this.#memory().set(input, from);
    // An error code comes back as a negative size.
    const size = this.#exports.ZSTD_decompress(to, sizeBytes, from, input.length);
    if (size < 0) throw new RangeError(`zstd error ${-size}`);
    return this.#memory().subarray(to, to + size);
  }

  /** All of the memory; a view of it holds until it grows. */
  #memory(): Uint8Array {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  #fit(place: Place, sizeBytes: number): number {
    if (sizeBytes <= place.sizeBytes && place.sizeBytes <= KEEP_BYTES) return place.address;
    this.#exports.free(place.address);
    place.sizeBytes = 0;
    place.address = this.#exports.malloc(sizeBytes);
    if (place.address === 0) throw new RangeError(`no memory for ${sizeBytes} bytes`);
    place.sizeBytes = sizeBytes;
    return place.address;
  }
}
