import { rejectUnknown, throwIfAborted } from "../core/index.js";
import type { ByteStore, ReadOptions } from "./types.js";

export interface CacheOptions {
  /** Bytes kept; the least recently used go first. Default 64 MiB. */
  readonly maxBytes?: number;
}

/** The store with what was read kept in memory, for objects that never change. Lists and absences are not kept. */
export function withCache(store: ByteStore, options: CacheOptions = {}): ByteStore {
  const { maxBytes = 64 * 1024 * 1024, ...rest } = options;
  rejectUnknown(rest, "withCache", ["maxBytes"]);
  const kept = new Map<string, Uint8Array>();
  let size = 0;
  const through = async (
    name: string,
    read: ReadOptions,
    load: () => Promise<Uint8Array | undefined>,
  ): Promise<Uint8Array | undefined> => {
    throwIfAborted(read.signal, `get of ${name}`);
    const hit = kept.get(name);
    if (hit !== undefined) {
      kept.delete(name); // to the young end of the map
      kept.set(name, hit);
      return hit.slice();
    }
    const bytes = await load();
    if (bytes === undefined || bytes.length > maxBytes || kept.has(name)) return bytes;
    kept.set(name, bytes.slice());
    size += bytes.length;
    for (const [oldest, old] of kept) {
      if (size <= maxBytes) break;
      kept.delete(oldest);
      size -= old.length;
    }
    return bytes;
  };
  return {
    uri: store.uri,
    list: (prefix, read) => store.list(prefix, read),
    get: (key, read: ReadOptions = {}) => through(key, read, () => store.get(key, read)),
    getRange: (key, range, read: ReadOptions = {}) =>
      through(`${key}\n${range.start}-${range.end ?? ""}`, read, () => store.getRange(key, range, read)),
  };
}
