import type { ByteStore } from "../../src/io/index.js";

export interface CountingStore extends ByteStore {
  /** Every request, in order, as text: `getRange key 0-10`. */
  readonly requests: string[];
  /** Bytes of all answers. */
  readonly bytes: number;
}

/** The store, with its requests written down. */
export function countingStore(store: ByteStore): CountingStore {
  const requests: string[] = [];
  let bytes = 0;
  const count = (found: Uint8Array | undefined): Uint8Array | undefined => {
    bytes += found?.length ?? 0;
    return found;
  };
  return {
    uri: store.uri,
    requests,
    get bytes() {
      return bytes;
    },
    async get(key, options) {
      requests.push(`get ${key}`);
      return count(await store.get(key, options));
    },
    async getRange(key, range, options) {
      requests.push(`getRange ${key} ${range.start}-${range.end ?? ""}`);
      return count(await store.getRange(key, range, options));
    },
    async list(prefix, options) {
      requests.push(`list ${prefix}`);
      return store.list(prefix, options);
    },
  };
}
