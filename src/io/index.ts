export type { TiledbConfig } from "./config.js";
export { FolderStore } from "./folder-store.js";
export {
  type ClosedRange,
  type CoalescedBlock,
  type CoalesceOptions,
  getRanges,
  joinBytes,
  planRanges,
} from "./get-ranges.js";
export { mapLimit } from "./map-limit.js";
export { MemoryStore } from "./memory-store.js";
export { openStore } from "./open-store.js";
export type { ByteRange, ByteStore, ReadOptions, StoreEntry, WritableByteStore } from "./types.js";
export { joinUri } from "./uri.js";
