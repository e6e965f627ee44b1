import type { FileHandle } from "node:fs/promises";

/** Pieces are gathered up to this size before they are written, so that small ones do not cost a call each. */
export const CHUNK_BYTES: number = 1 << 20;

/** Writes small pieces to a file in large chunks. */
export class ChunkWriter {
  readonly #file: FileHandle;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #written = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** How many bytes went through `write` and `flush`. */
  get written(): number {
    return this.#written;
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    this.#waiting.push(bytes);
    this.#bytes += bytes.byteLength;
    if (this.#bytes >= CHUNK_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    const whole = this.#waiting.length === 1 ? (this.#waiting[0] as Uint8Array) : Buffer.concat(this.#waiting);
    this.#written += this.#bytes;
    this.#waiting = [];
    this.#bytes = 0;
    // Unlike write and writev, writeFile goes on after a partial write.
    await this.#file.writeFile(whole);
  }
}
