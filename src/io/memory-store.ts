import { throwIfAborted } from "../core/index.js";
import { checkKey, checkRange, compareKeys } from "./keys.js";
import type { ByteRange, ReadOptions, StoreEntry, WritableByteStore } from "./types.js";

/** Objects in memory. Reads return copies, so that nobody can change what is stored. */
export class MemoryStore implements WritableByteStore {
  readonly uri: string;
  readonly #objects = new Map<string, Uint8Array>();

  constructor(uri = "memory://", objects: Iterable<readonly [key: string, bytes: Uint8Array]> = []) {
    this.uri = uri;
    for (const [key, bytes] of objects) {
      checkKey(key, uri);
      this.#objects.set(key, new Uint8Array(bytes)); // a Buffer's slice would be a view
    }
  }

  async get(key: string, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal, `get of ${key}`);
    checkKey(key, this.uri);
    return this.#objects.get(key)?.slice();
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal, `get of ${key}`);
    checkKey(key, this.uri);
    checkRange(range, this.uri);
    return this.#objects.get(key)?.slice(range.start, range.end);
  }

  async list(prefix: string, options: ReadOptions = {}): Promise<StoreEntry[]> {
    throwIfAborted(options.signal, `list of ${prefix}`);
    const found: StoreEntry[] = [];
    for (const [key, bytes] of this.#objects) {
      if (key.startsWith(prefix)) found.push({ key, sizeBytes: bytes.length });
    }
    return found.sort(compareKeys);
  }

  async put(key: string, bytes: Uint8Array, options: ReadOptions = {}): Promise<void> {
    throwIfAborted(options.signal, `put of ${key}`);
    checkKey(key, this.uri);
    this.#objects.set(key, new Uint8Array(bytes)); // a Buffer's slice would be a view
  }
}
