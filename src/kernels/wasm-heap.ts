import { type WasmMemory, type WasmModule, webAssembly } from "./web-assembly.js";

type Fn = (...args: readonly number[]) => number;

interface KernelExports {
  readonly memory: WasmMemory;
  readonly heap_base: Fn;
  readonly [name: string]: Fn | WasmMemory;
}

type NumberArray = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float32Array | Float64Array;
type ArrayType<T> = {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** One instance of the module and its memory: a bump allocator that is emptied before each kernel call. */
export class Heap {
  readonly #exports: KernelExports;
  #next: number;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(module: WasmModule) {
    this.#exports = new webAssembly.Instance(module).exports as unknown as KernelExports;
    this.#next = 0;
    this.clear();
  }

  clear(): void {
    this.#next = this.#exports.heap_base();
  }

  /** The end of what is taken; `release` gives back all that was taken after it. */
  mark(): number {
    return this.#next;
  }

  release(mark: number): void {
    this.#next = mark;
  }

  call(name: string, ...args: readonly number[]): number {
    return (this.#exports[name] as Fn)(...args);
  }

  /** Address of `bytes` uninitialised bytes, aligned to 16. */
  take(bytes: number): number {
    const address = (this.#next + 15) & ~15;
    this.#next = address + bytes;
    // Addresses are unsigned, but this arithmetic is signed: 2 GiB for one call is far above what any kernel needs but
    // the Gram and Krylov ones, which keep below by their own limits (k ≤ 10,000: 400 MB).
    if (this.#next > 2 ** 31 - 16)
      throw new RangeError(`a kernel needs ${this.#next} bytes of WebAssembly memory at once`);
    const missing = this.#next - this.#exports.memory.buffer.byteLength;
    if (missing > 0) this.#exports.memory.grow(Math.ceil(missing / 65_536));
    return address;
  }

  zeros(bytes: number): number {
    const address = this.take(bytes);
    new Uint8Array(this.#exports.memory.buffer, address, bytes).fill(0);
    return address;
  }

  put(array: NumberArray): number {
    const address = this.take(array.byteLength);
    this.write(array, address);
    return address;
  }

  write(array: NumberArray, address: number): void {
    // One view serves until the memory grows: tiles come in many small parts.
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    const bytes =
      array instanceof Uint8Array ? array : new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    this.#bytes.set(bytes, address);
  }

  /** A view that the next allocation may detach: copy from it at once. */
  view<T extends NumberArray>(type: ArrayType<T>, address: number, length: number): T {
    return new type(this.#exports.memory.buffer, address, length);
  }
}
