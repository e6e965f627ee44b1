import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FolderStore,
  HttpStore,
  MemoryStore,
  openStore,
  parseConfig,
  S3Store,
  withCache,
  withCoalescing,
  withRetry,
} from "../../src/io/index.js";
import { byteStoreContract, CONTRACT_OBJECTS } from "../contracts/byte-store.js";
import { type Fault, startServer } from "./server-fixture.js";

byteStoreContract("MemoryStore", async () => ({ store: new MemoryStore("memory://", CONTRACT_OBJECTS) }));

byteStoreContract("FolderStore", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cellmill-store-"));
  const store = new FolderStore(folder);
  for (const [key, bytes] of CONTRACT_OBJECTS) await store.put(key, bytes);
  return { store, close: () => rm(folder, { recursive: true }) };
});

byteStoreContract("withCoalescing", async () => ({
  store: withCoalescing(new MemoryStore("memory://", CONTRACT_OBJECTS), { maxGapBytes: 10, maxBytes: 100 }),
}));

byteStoreContract("withCache", async () => ({
  store: withCache(new MemoryStore("memory://", CONTRACT_OBJECTS), { maxBytes: 1500 }),
}));

byteStoreContract("withRetry", async () => ({ store: withRetry(new MemoryStore("memory://", CONTRACT_OBJECTS)) }));

byteStoreContract("HttpStore", async () => {
  const server = await startServer(CONTRACT_OBJECTS);
  return { store: new HttpStore(server.url), lists: false, close: server.close };
});

for (const fault of ["slow", "ignore-range"] as const satisfies readonly Fault[]) {
  byteStoreContract(`HttpStore on a server that is at fault: ${fault}`, async () => {
    const server = await startServer(CONTRACT_OBJECTS);
    server.always = fault;
    return { store: new HttpStore(server.url), lists: false, close: server.close };
  });
}

byteStoreContract("HttpStore with retries on a server that fails every other request", async () => {
  const server = await startServer(CONTRACT_OBJECTS);
  const kinds: Fault[] = ["503", "reset", "truncate", "short-range"];
  server.faults.push(...Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? kinds[(i / 2) % kinds.length]! : "slow")));
  const store = withRetry(new HttpStore(server.url), { baseDelayMs: 1, attempts: 60 });
  return { store, lists: false, close: server.close };
});

byteStoreContract("S3Store, anonymous and by path", async () => {
  const objects = new Map([...CONTRACT_OBJECTS].map(([key, bytes]) => [`prefix/of/it/${key}`, bytes]));
  objects.set("prefix/of/it2/sibling", new Uint8Array(3));
  const server = await startServer(objects, { bucket: "atlas" });
  const config = { ...S3_CONFIG, "vfs.s3.endpoint_override": server.host };
  return { store: openStore("s3://atlas/prefix/of/it/", config), close: server.close };
});

byteStoreContract("S3Store of a whole bucket, signed", async () => {
  const server = await startServer(CONTRACT_OBJECTS, { bucket: "atlas" });
  const config = parseConfig({
    ...S3_CONFIG,
    "vfs.s3.no_sign_request": "false",
    "vfs.s3.endpoint_override": server.host,
    "vfs.s3.aws_access_key_id": "id",
    "vfs.s3.aws_secret_access_key": "secret",
  });
  return { store: new S3Store("atlas", "", config), close: server.close };
});

const S3_CONFIG = {
  "vfs.s3.scheme": "http",
  "vfs.s3.use_virtual_addressing": "false",
  "vfs.s3.no_sign_request": "true",
  "vfs.s3.region": "us-west-2",
};
