import { FormatError } from "./errors.js";
import { toSafeInteger } from "./safe-integer.js";

const utf8 = new TextDecoder("utf-8");

/** Reads little-endian fields one after another; a read past the end is a `FormatError` that names the place. */
export class ByteCursor {
  readonly bytes: Uint8Array;
  offset = 0;
  readonly #view: DataView;
  readonly #where: string;

  constructor(bytes: Uint8Array, where: string) {
    this.bytes = bytes;
    this.#where = where;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  bigUint64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** A u64 that is a size, count or offset, as a safe integer. */
  uint64(what: string): number {
    return toSafeInteger(this.bigUint64(), what, this.#where);
  }

  /** The next `length` bytes as a view (no copy). */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The next `length` bytes as UTF-8 text. */
  text(length: number): string {
    return utf8.decode(this.take(length));
  }

  #advance(length: number): number {
    const start = this.offset;
    if (!(length >= 0) || start + length > this.bytes.length) {
      throw new FormatError({
        what: "data ends too early",
        where: this.#where,
        expected: `${length} more bytes at offset ${start}`,
        got: `${this.bytes.length - start}`,
        hint: "The file is truncated or damaged",
      });
    }
    this.offset = start + length;
    return start;
  }
}
