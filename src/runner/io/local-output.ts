import { constants, rmSync } from "node:fs";
import { copyFile, type FileHandle, open, rename, stat } from "node:fs/promises";
import { atExit } from "../../core/exit-cleanup.js";
import { CHUNK_BYTES, ChunkWriter } from "./chunk-writer.js";
import { type FileIdentity, identityOf, sameContent, sameFile } from "./file-identity.js";
import type { KeptBytes, NotebookOutput, VersionPieces } from "./handler.js";
import {
  isSpecial,
  makeLike,
  mustStay,
  openLike,
  realTarget,
  removeQuietly,
  temporaryPath,
  writeError,
} from "./target-file.js";

/** A start that did not change is cloned from this size on: a clone costs a few calls, whatever its size. */
const CLONE_BYTES = 1 << 16;

/**
 * A file that is saved again and again. Each version is written beside the file and then takes its place: nobody ever
 * sees half a notebook, and who reads an old version keeps it. Where the file system can share blocks between files
 * (Btrfs, XFS, APFS), what did not change at the start is shared with the last version and not written again; elsewhere
 * the system copies it. If anybody else has touched the file, all is written anew. A file that its folder does not let us
 * replace (the folder is not ours, or the file a mount of its own) is written in place.
 */
export class LocalOutput implements NotebookOutput {
  readonly #path: string;
  #last: FileIdentity | undefined;
  #canClone = true;
  /** The file cannot be replaced and is written in place. */
  #stays = false;

  constructor(path: string) {
    this.#path = path;
  }

  async save(pieces: (hasLast: boolean) => VersionPieces): Promise<number> {
    const path = await realTarget(this.#path);
    if (this.#stays || (await isSpecial(path))) return writeThrough(path, pieces(false));
    const temporary = temporaryPath(path);
    const forget = atExit(() => rmSync(temporary, { force: true }));
    try {
      const last = this.#last;
      this.#last = undefined;
      const written = last === undefined ? undefined : await this.#saveNext(path, temporary, last, pieces);
      return written ?? (await this.#saveWhole(path, temporary, pieces(false)));
    } catch (cause) {
      await removeQuietly(temporary);
      this.#stays = await mustStay(path, cause);
      if (!this.#stays) throw await writeError(path, cause);
    } finally {
      forget();
    }
    return writeThrough(path, pieces(false));
  }

  async #saveWhole(path: string, temporary: string, pieces: VersionPieces): Promise<number> {
    const target = await openLike(path, temporary);
    return this.#finish(path, temporary, target, await filled(target, pieces));
  }

  /** Saves with stretches of the last version; `undefined` if that is no longer what was saved. */
  async #saveNext(
    path: string,
    temporary: string,
    last: FileIdentity,
    pieces: (hasLast: boolean) => VersionPieces,
  ): Promise<number | undefined> {
    const source = await open(path, "r").catch(() => undefined);
    if (source === undefined) return undefined;
    try {
      const isLast = async (): Promise<boolean> => sameFile(identityOf(await source.stat({ bigint: true })), last);
      if (!(await isLast())) return undefined;
      const rest = pieces(true)[Symbol.iterator]();
      const first = rest.next();
      const head =
        !first.done && !(first.value instanceof Uint8Array) && first.value.start === 0 ? first.value : undefined;
      const copied =
        head === undefined ? undefined : await this.#copyHead(path, temporary, head.end, Number(last.size));
      const target = copied?.target ?? (await openLike(path, temporary));
      const written = await filled(target, remaining(copied === undefined ? first : undefined, rest), source);
      if (await isLast()) return await this.#finish(path, temporary, target, (copied?.written ?? 0) + written);
      await target.close();
      return undefined;
    } finally {
      await source.close();
    }
  }

  /** A file that begins with the first bytes of the one at the path, open for what follows; `undefined` if to be written. */
  async #copyHead(
    path: string,
    temporary: string,
    bytes: number,
    size: number,
  ): Promise<{ target: FileHandle; written: number } | undefined> {
    const wholePays = bytes >= CHUNK_BYTES && bytes >= size / 2;
    if (bytes < CLONE_BYTES || (!this.#canClone && !wholePays)) return undefined;
    if (this.#canClone) {
      this.#canClone = await copyFile(path, temporary, constants.COPYFILE_FICLONE_FORCE).then(
        () => true,
        () => false,
      );
    }
    try {
      if (!this.#canClone) {
        if (!wholePays) return undefined;
        await copyFile(path, temporary);
      }
      const target = await open(temporary, "a");
      await makeLike(target, await stat(path));
      await target.truncate(bytes);
      return { target, written: this.#canClone ? 0 : size };
    } catch {
      // A full disk or a file that must not be written: the plain way meets it too, and says so.
      await removeQuietly(temporary);
      return undefined;
    }
  }

  async #finish(path: string, temporary: string, target: FileHandle, written: number): Promise<number> {
    const made = identityOf(await target.stat({ bigint: true }));
    // Some network file systems tell of a full disk only here.
    await target.close();
    await rename(temporary, path);
    const now = await stat(path, { bigint: true }).then(identityOf, () => undefined);
    this.#last = now !== undefined && sameContent(now, made) ? now : undefined;
    return written;
  }
}

/** Writes the pieces; on failure the file is closed. Resolves to their bytes. */
async function filled(target: FileHandle, pieces: VersionPieces, source?: FileHandle): Promise<number> {
  try {
    const writer = new ChunkWriter(target);
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) await writer.write(piece);
      else if (source !== undefined) await copyStretch(source, piece, writer);
    }
    await writer.flush();
    return writer.written;
  } catch (error) {
    await target.close();
    throw error;
  }
}

async function copyStretch(source: FileHandle, { start, end }: KeptBytes, writer: ChunkWriter): Promise<void> {
  for (let at = start; at < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await source.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new Error("the last version has become shorter");
    await writer.write(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

type Piece = Uint8Array | KeptBytes;

function* remaining(first: IteratorResult<Piece> | undefined, rest: Iterator<Piece>): Generator<Piece> {
  if (first !== undefined && !first.done) yield first.value;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}

async function writeThrough(path: string, pieces: VersionPieces): Promise<number> {
  let file: FileHandle;
  try {
    file = await open(path, "w");
    const written = await filled(file, pieces);
    await file.close();
    return written;
  } catch (cause) {
    throw await writeError(path, cause);
  }
}
