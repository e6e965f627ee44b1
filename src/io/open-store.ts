import { parseConfig, type TiledbConfig } from "./config.js";
import { FolderStore } from "./folder-store.js";
import { HttpStore } from "./http-store.js";
import { S3Store } from "./s3-store.js";
import type { ByteStore } from "./types.js";
import { parseUri } from "./uri.js";
import { withRetry } from "./with-retry.js";

/** The bytes below a URI: a folder path, `file://`, `s3://bucket/prefix`, `http(s)://`. Sends nothing yet. */
export function openStore(uri: string, config: TiledbConfig = {}): ByteStore {
  const settings = parseConfig(config);
  const location = parseUri(uri);
  switch (location.kind) {
    case "folder":
      return new FolderStore(location.path, uri);
    case "s3":
      return withRetry(new S3Store(location.bucket, location.prefix, settings));
    case "http": {
      const { connectTimeoutMs, requestTimeoutMs, maxParallelOps } = settings;
      return withRetry(
        new HttpStore(location.url, { connectTimeoutMs, requestTimeoutMs, maxConnections: maxParallelOps }),
      );
    }
  }
}
