import { parseConfig, type TiledbConfig } from "./config.js";
import { FolderStore } from "./folder-store.js";
import type { ByteStore } from "./types.js";
import { parseUri } from "./uri.js";

/** The bytes below a URI: a folder path, `file://`, `s3://bucket/prefix`, `http(s)://`. Opens nothing yet. */
export function openStore(uri: string, config: TiledbConfig = {}): ByteStore {
  parseConfig(config);
  const location = parseUri(uri);
  if (location.kind !== "folder") throw new Error("not yet");
  return new FolderStore(location.path, uri);
}
