import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { collectGarbage } from "../../core/collect-garbage.js";
import { temporaryRoot } from "../../core/temporary-folder.js";
import { ChunkWriter } from "./chunk-writer.js";
import type { TextPieces } from "./handler.js";
import { utf8Pieces } from "./text-pieces.js";

/** A longer text lies in a file while it is sent. */
const MOST_HELD_BYTES = 4 << 20;
const READ_BYTES = 1 << 18;
/** So much that was read and sent may wait to be given back, or a part of the text if that is more. */
const MOST_SENT_BYTES = 16 << 20;
const MOST_SENT_PART = 1 / 4;

/**
 * The UTF-8 of a text that comes in pieces, for servers, who must be told its length first. A long one lies in a temporary file
 * without a name: its pieces are made once, other work goes on meanwhile, and however slow the server is, it is not held.
 */
export class SentText {
  readonly byteLength: number;
  readonly #held: readonly Uint8Array[];
  readonly #file: FileHandle | undefined;

  private constructor(byteLength: number, held: readonly Uint8Array[], file?: FileHandle) {
    this.byteLength = byteLength;
    this.#held = held;
    this.#file = file;
  }

  static async of(pieces: TextPieces, mostHeld: number = MOST_HELD_BYTES): Promise<SentText> {
    // What can be taken only once could not be taken again if there is no room for a file.
    const once = (pieces[Symbol.iterator]() as unknown) === pieces;
    const rest = utf8Pieces(pieces);
    const { held, byteLength } = taken(rest, once ? Number.POSITIVE_INFINITY : mostHeld);
    if (byteLength <= mostHeld || once) return new SentText(byteLength, held);
    let file: FileHandle | undefined;
    try {
      file = await unnamedFile();
      const writer = new ChunkWriter(file);
      for (const piece of held) await writer.write(piece);
      held.length = 0;
      for (const piece of rest) await writer.write(piece);
      await writer.flush();
      return new SentText(writer.written, [], file);
    } catch (error) {
      await file?.close();
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      const whole = taken(utf8Pieces(pieces), Number.POSITIVE_INFINITY);
      return new SentText(whole.byteLength, whole.held);
    }
  }

  /** The text from its start, as often as it is asked for. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    yield* this.#held;
    if (this.#file === undefined) return;
    const mostSent = Math.max(MOST_SENT_BYTES, this.byteLength * MOST_SENT_PART);
    for (let at = 0, sent = 0; at < this.byteLength; ) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, this.byteLength - at));
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw new Error("the temporary file has become shorter");
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
      sent += bytesRead;
      if (sent < mostSent) continue;
      sent = 0;
      await collectGarbage();
    }
  }

  /** All of the text in one piece of memory. */
  async bytes(): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(this.byteLength);
    let at = 0;
    for await (const chunk of this.chunks()) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
    return bytes;
  }

  /** Gives the file back. */
  async close(): Promise<void> {
    await this.#file?.close();
  }
}

/** What comes up to about so many bytes. */
function taken(pieces: Iterator<Uint8Array>, most: number): { held: Uint8Array[]; byteLength: number } {
  const held: Uint8Array[] = [];
  let byteLength = 0;
  while (byteLength <= most) {
    const { done, value } = pieces.next();
    if (done) break;
    held.push(value);
    byteLength += value.byteLength;
  }
  return { held, byteLength };
}

/** A file that only we can reach, and that is gone when it is closed or we end, however that is. */
async function unnamedFile(): Promise<FileHandle> {
  const path = join(temporaryRoot(), `cellmill-${crypto.randomUUID()}.tmp`);
  const file = await open(path, "wx+", 0o600);
  await rm(path, { force: true }).catch(() => {});
  return file;
}
