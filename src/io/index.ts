export { type AwsCredentials, parseConfig, type S3Config, type TiledbConfig } from "./config.js";
export { FolderStore } from "./folder-store.js";
export {
  type ClosedRange,
  type CoalescedBlock,
  type CoalesceOptions,
  getRanges,
  joinBytes,
  planRanges,
} from "./get-ranges.js";
export type { HttpSettings } from "./http-client.js";
export { HttpStore } from "./http-store.js";
export { mapLimit } from "./map-limit.js";
export { MemoryStore } from "./memory-store.js";
export { openStore } from "./open-store.js";
export { S3Store } from "./s3-store.js";
export { isTransient, transientError } from "./transient.js";
export type { ByteRange, ByteStore, ReadOptions, StoreEntry, WritableByteStore } from "./types.js";
export { joinUri } from "./uri.js";
export { type CacheOptions, withCache } from "./with-cache.js";
export { withCoalescing } from "./with-coalescing.js";
export { type RetryOptions, withRetry } from "./with-retry.js";
