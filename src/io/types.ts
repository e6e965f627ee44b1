export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** Half-open byte range; `end` undefined means to the end of the object. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface StoreEntry {
  /** Key relative to the store's root, `/`-separated, no leading slash. */
  readonly key: string;
  readonly sizeBytes: number;
}

/** Bytes by key and range. All implementations pass `test/contracts/byte-store.ts`. */
export interface ByteStore {
  /** The root as the user gave it, for messages. */
  readonly uri: string;
  /** The whole object, or `undefined` if there is none. */
  get(key: string, options?: ReadOptions): Promise<Uint8Array | undefined>;
  /** The bytes of the range (fewer if the object ends earlier), or `undefined` if there is no such object. */
  getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<Uint8Array | undefined>;
  /** All objects whose key starts with `prefix` (`""` = all), at any depth, in code-unit order of the key. */
  list(prefix: string, options?: ReadOptions): Promise<StoreEntry[]>;
}

/** A store that can also be written; only folders and memory are, so far. */
export interface WritableByteStore extends ByteStore {
  /** Writes the whole object; a reader never sees half of it. */
  put(key: string, bytes: Uint8Array, options?: ReadOptions): Promise<void>;
}
