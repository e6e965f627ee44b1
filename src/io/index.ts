export type { TiledbConfig } from "./config.js";
export type { ByteRange, ByteStore, ReadOptions, StoreEntry, WritableByteStore } from "./types.js";
export { joinUri } from "./uri.js";
