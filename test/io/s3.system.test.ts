import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { openStore } from "../../src/io/index.js";
import { openArray } from "../../src/tiledb/index.js";
import { byteStoreContract, CONTRACT_OBJECTS } from "../contracts/byte-store.js";
import { type S3Server, startS3Server } from "../system/s3-server.js";
import { loadGolden, toCells } from "../tiledb/goldens.js";

let server: S3Server;
let client: S3Client;

// The warning about Node 20 must not reach the test's output either.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

async function put(bucket: string, prefix: string, objects: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [key, body] of objects)
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}${key}`, Body: body }));
}

function config(kind: "anonymous" | "signed"): Record<string, string> {
  return {
    "vfs.s3.endpoint_override": server.endpoint,
    "vfs.s3.use_virtual_addressing": "false",
    "vfs.s3.region": "us-east-1",
    "vfs.s3.no_sign_request": String(kind === "anonymous"),
    ...(kind === "signed"
      ? { "vfs.s3.aws_access_key_id": server.accessKeyId, "vfs.s3.aws_secret_access_key": server.secretAccessKey }
      : {}),
  };
}

beforeAll(async () => {
  server = await startS3Server();
  client = new S3Client({
    region: "us-east-1",
    endpoint: server.endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  for (const bucket of ["public", "private"]) {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await put(bucket, "objects/", CONTRACT_OBJECTS);
  }
}, 120_000);

afterAll(async () => {
  client?.destroy();
  await server?.close();
});

byteStoreContract("S3Store on a real server, anonymous", async () => ({
  store: openStore("s3://public/objects", config("anonymous")),
}));

byteStoreContract("S3Store on a real server, signed", async () => ({
  store: openStore("s3://private/objects/", config("signed")),
}));

describe("a real S3 server", () => {
  it("lists more than one page", async () => {
    const many = new Map(Array.from({ length: 1_010 }, (_, i) => [`${String(i).padStart(4, "0")}`, new Uint8Array(1)]));
    await put("public", "pages/", many);
    const listed = await openStore("s3://public/pages", config("anonymous")).list("");
    expect(listed.map((entry) => entry.key)).toEqual([...many.keys()]);
  });

  it("denies what is private, and the error says so", async () => {
    const error: unknown = await openStore("s3://private/objects", config("anonymous"))
      .get("a.bin")
      .catch((e: unknown) => e);
    expect(isCellmillError(error, "StoreError")).toBe(true);
    expect((error as Error).message).toMatch(/s3:\/\/private\/objects\/a\.bin.*HTTP 403/);
  });

  it("serves an array that the reader opens", async () => {
    const golden = loadGolden("2d.sparse.nodups.consolidated");
    await put("public", "array/", golden.files);
    const array = await openArray("s3://public/array", { tiledbConfig: config("anonymous") });
    const { query, columns } = golden.reads[3]!;
    const read = await array.read({ layout: query.layout, columns: Object.keys(columns) });
    for (const [name, column] of read) expect(toCells(column)).toEqual(columns[name]);
  });
});
