import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StoreError, throwIfAborted } from "../core/index.js";
import { checkKey, checkRange, compareKeys } from "./keys.js";
import { mapLimit } from "./map-limit.js";
import type { ByteRange, ReadOptions, StoreEntry, WritableByteStore } from "./types.js";

/** Names of files that are still being written; never listed. */
const TEMP_PREFIX = ".cellmill-put-";

/** Files below a folder. Keys are relative paths; nothing outside the folder can be named. */
export class FolderStore implements WritableByteStore {
  readonly uri: string;
  readonly #root: string;

  /** @param uri what messages call the store, default the path. */
  constructor(path: string, uri: string = path) {
    this.uri = uri;
    this.#root = resolve(path);
  }

  async get(key: string, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    return this.getRange(key, { start: 0 }, options);
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal, `get of ${key}`);
    const path = this.#path(key);
    checkRange(range, this.uri);
    let file: FileHandle;
    try {
      file = await open(path, "r");
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw this.#failed("reading", key, cause);
    }
    try {
      const info = await file.stat();
      if (!info.isFile()) return undefined;
      const end = Math.min(range.end ?? info.size, info.size);
      const length = Math.max(0, end - range.start);
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        throwIfAborted(options.signal, `get of ${key}`);
        const { bytesRead } = await file.read(bytes, filled, length - filled, range.start + filled);
        if (bytesRead === 0) break; // the file became shorter meanwhile
        filled += bytesRead;
      }
      return filled === length ? bytes : bytes.slice(0, filled);
    } catch (cause) {
      throw this.#failed("reading", key, cause);
    } finally {
      await file.close();
    }
  }

  async list(prefix: string, options: ReadOptions = {}): Promise<StoreEntry[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1).replace(/\/$/, "");
    if (folder !== "") checkKey(folder, this.uri);
    const found: StoreEntry[] = [];
    await this.#walk(folder, prefix, found, options);
    return found.sort(compareKeys);
  }

  async put(key: string, bytes: Uint8Array, options: ReadOptions = {}): Promise<void> {
    throwIfAborted(options.signal, `put of ${key}`);
    const path = this.#path(key);
    const folder = dirname(path);
    const temporary = join(folder, `${TEMP_PREFIX}${randomUUID()}`);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(temporary, "wx");
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      // A rename within a folder is atomic: readers see the old object or the new one, never half of it.
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw this.#failed("writing", key, cause);
    }
  }

  async #walk(folder: string, prefix: string, found: StoreEntry[], options: ReadOptions): Promise<void> {
    throwIfAborted(options.signal, `list of ${this.uri}`);
    let entries: Dirent[];
    try {
      entries = await readdir(join(this.#root, folder), { withFileTypes: true });
    } catch (cause) {
      if (isMissing(cause)) return;
      throw this.#failed("listing", folder, cause);
    }
    // Arrays with many fragments have many small files: asking for their sizes one by one would take long.
    await mapLimit(entries, 16, async (entry) => {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const related = key.startsWith(prefix) || prefix.startsWith(`${key}/`);
      if (entry.name.startsWith(TEMP_PREFIX) || !related) return;
      const info = await this.#info(entry, key);
      if (info === "folder") await this.#walk(key, prefix, found, options);
      else if (info !== undefined && key.startsWith(prefix)) found.push({ key, sizeBytes: info });
    });
  }

  /** `"folder"`, or a file's size, or `undefined` for what is neither or has just gone. */
  async #info(entry: Dirent, key: string): Promise<"folder" | number | undefined> {
    if (entry.isDirectory()) return "folder";
    try {
      const info = await stat(join(this.#root, key)); // follows symbolic links
      return info.isDirectory() ? "folder" : info.isFile() ? info.size : undefined;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw this.#failed("listing", key, cause);
    }
  }

  #path(key: string): string {
    checkKey(key, this.uri);
    return join(this.#root, key);
  }

  #failed(verb: string, key: string, cause: unknown): Error {
    if (cause instanceof Error && (cause as NodeJS.ErrnoException).code === undefined) return cause;
    return new StoreError({
      what: `${verb} a file failed`,
      where: key === "" ? this.uri : `${this.uri}/${key}`,
      got: (cause as NodeJS.ErrnoException).code ?? String(cause),
      cause,
    });
  }
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
