import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import {
  type ByteStore,
  FolderStore,
  getRanges,
  HttpStore,
  joinUri,
  MemoryStore,
  openStore,
  planRanges,
  withCache,
  withCoalescing,
  withRetry,
} from "../../src/io/index.js";
import { signGet } from "../../src/io/sigv4.js";
import { countingStore } from "./counting-store.js";
import { type Fault, type ServerFixture, startServer } from "./server-fixture.js";

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe("openStore", () => {
  it.each([
    ["", "an empty URI"],
    ["gs://bucket/x", "an unknown scheme"],
    ["s3://", "a missing bucket"],
    ["http://", "an address without host"],
  ])("refuses %j: %s", (uri) => {
    expect(() => openStore(uri)).toThrow(/expected a folder path/);
  });

  it("names the known keys when the configuration has an unknown one", () => {
    expect(() => openStore("s3://b/x", { "vfs.s3.regoin": "x" })).toThrow(
      /unknown key "vfs.s3.regoin".*Did you mean vfs\.s3\.region.*vfs\.s3\.max_parallel_ops/,
    );
  });

  it.each([
    ["vfs.s3.scheme", "ftp"],
    ["vfs.s3.no_sign_request", "yes"],
    ["vfs.s3.max_parallel_ops", "0"],
    ["vfs.s3.aws_access_key_id", "only the id"],
  ])("refuses %s = %s", (key, value) => {
    expect(
      isCellmillError(
        catchError(() => openStore("s3://b/x", { [key]: value })),
        "OptionError",
      ),
    ).toBe(true);
  });

  it("opens folders by path and by file URI", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cellmill-open-"));
    await writeFile(join(folder, "x"), "hello");
    for (const uri of [folder, pathToFileURL(folder).href]) {
      const store = openStore(uri);
      expect(store.uri).toBe(uri);
      expect(await store.list("")).toEqual([{ key: "x", sizeBytes: 5 }]);
    }
    await rm(folder, { recursive: true });
  });
});

describe("joinUri", () => {
  it.each([
    ["s3://b/x/", "obs", "s3://b/x/obs"],
    ["/data", "ms/RNA", "/data/ms/RNA"],
    ["/", "data", "/data"],
    ["data", "/elsewhere", "/elsewhere"],
    ["data", "s3://b/y", "s3://b/y"],
    ["s3://b", "./", "s3://b/."],
    ["s3://b/x", "", "s3://b/x"],
  ])("joins %s and %s", (base, relative, joined) => {
    expect(joinUri(base, relative)).toBe(joined);
  });
});

describe("FolderStore", () => {
  it("leaves no temporary file and follows links", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cellmill-folder-"));
    const store = new FolderStore(folder);
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.put("same/key", new Uint8Array(100).fill(i))));
    const bytes = await store.get("same/key");
    expect(new Set(bytes).size).toBe(1); // one writer's bytes as a whole
    expect(await readdir(join(folder, "same"))).toEqual(["key"]);
    await symlink(join(folder, "same"), join(folder, "link"));
    expect(await store.list("link/")).toEqual([{ key: "link/key", sizeBytes: 100 }]);
    await rm(folder, { recursive: true });
  });

  it("reports a folder that it cannot write as a StoreError", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cellmill-folder-"));
    await writeFile(join(folder, "file"), "x");
    const error = await failure(new FolderStore(folder).put("file/below", new Uint8Array(1)));
    expect(isCellmillError(error, "StoreError")).toBe(true);
    await rm(folder, { recursive: true });
  });
});

describe("planRanges", () => {
  it.each([
    [
      "merges neighbours over small gaps",
      [
        [0, 10],
        [15, 20],
        [100, 110],
      ],
      { maxGapBytes: 5, maxBytes: 1000 },
      [
        { start: 0, end: 20, members: [0, 1] },
        { start: 100, end: 110, members: [2] },
      ],
    ],
    [
      "keeps to the largest size",
      [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      { maxGapBytes: 5, maxBytes: 20 },
      [
        { start: 0, end: 20, members: [0, 1] },
        { start: 20, end: 30, members: [2] },
      ],
    ],
    [
      "cuts what is longer than that",
      [[0, 45]],
      { maxGapBytes: 0, maxBytes: 20 },
      [
        { start: 0, end: 15, members: [0] },
        { start: 15, end: 30, members: [0] },
        { start: 30, end: 45, members: [0] },
      ],
    ],
    [
      "sorts, and leaves empty ranges out",
      [
        [50, 60],
        [7, 7],
        [0, 10],
      ],
      { maxGapBytes: 0, maxBytes: 20 },
      [
        { start: 0, end: 10, members: [2] },
        { start: 50, end: 60, members: [0] },
      ],
    ],
  ] as const)("%s", (_, ranges, options, expected) => {
    expect(
      planRanges(
        ranges.map(([start, end]) => ({ start, end })),
        options,
      ),
    ).toEqual(expected);
  });

  it("reads the same bytes as single reads, whatever the options", async () => {
    const object = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
    const store = new MemoryStore("memory://", [["x", object]]);
    const range = fc.tuple(fc.nat(320), fc.nat(60)).map(([start, length]) => ({ start, end: start + length }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(range, { maxLength: 12 }),
        fc.nat(40),
        fc.integer({ min: 1, max: 100 }),
        async (ranges, maxGapBytes, maxBytes) => {
          const found = await getRanges(store, "x", ranges, { maxGapBytes, maxBytes });
          expect(found).toEqual(ranges.map(({ start, end }) => object.slice(start, end)));
        },
      ),
    );
  });
});

describe("wrappers", () => {
  const object = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);
  const memory = (): MemoryStore => new MemoryStore("memory://", [["x", object]]);

  it("withCoalescing merges the reads of one turn", async () => {
    const counted = countingStore(memory());
    const store = withCoalescing(counted, { maxGapBytes: 100 });
    const parts = await Promise.all([0, 100, 150, 800].map((start) => store.getRange("x", { start, end: start + 10 })));
    expect(parts.map((part) => part?.[0])).toEqual([0, 100, 150, 800 & 0xff]);
    expect(counted.requests).toEqual(["getRange x 0-160", "getRange x 800-810"]);
  });

  it("withCoalescing lets one caller go without failing the others", async () => {
    const store = withCoalescing(memory());
    const controller = new AbortController();
    const gone = failure(store.getRange("x", { start: 0, end: 5 }, { signal: controller.signal }));
    const stays = store.getRange("x", { start: 5, end: 10 });
    controller.abort();
    expect(isCellmillError(await gone, "AbortError")).toBe(true);
    expect(await stays).toEqual(object.slice(5, 10));
  });

  it("withCache asks once, and drops what was not used for longest", async () => {
    const counted = countingStore(memory());
    const store = withCache(counted, { maxBytes: 25 });
    for (const start of [0, 0, 10, 0, 20, 10, 0]) await store.getRange("x", { start, end: start + 10 });
    expect(counted.requests).toEqual([
      "getRange x 0-10",
      "getRange x 10-20",
      "getRange x 20-30",
      "getRange x 10-20",
      "getRange x 0-10",
    ]);
  });

  it("withRetry does not try again what cannot get better", async () => {
    let calls = 0;
    const broken: ByteStore = {
      ...memory(),
      uri: "broken://",
      get: async () => {
        calls++;
        throw new Error("a bug");
      },
      getRange: async () => undefined,
      list: async () => [],
    };
    expect(String(await failure(withRetry(broken).get("x")))).toContain("a bug");
    expect(calls).toBe(1);
  });
});

describe("a server that fails", () => {
  const object = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) & 0xff);
  let server: ServerFixture;
  beforeEach(async () => {
    server = await startServer(new Map([["x", object]]));
  });
  afterEach(() => server.close());
  const settings = { requestTimeoutMs: 300 };

  it.each<Fault>(["503", "reset", "truncate", "stall", "short-range"])("is asked again after %s", async (fault) => {
    server.faults.push(fault, fault);
    const store = withRetry(new HttpStore(server.url, settings), { baseDelayMs: 1 });
    expect(await store.getRange("x", { start: 1000, end: 90_000 })).toEqual(object.slice(1000, 90_000));
    expect(server.requests.map((request) => request.range)).toEqual(Array(3).fill("bytes=1000-89999"));
  });

  it.each<Fault>(["503", "reset", "truncate", "stall", "short-range"])(
    "gives a StoreError in the end: %s",
    async (fault) => {
      server.always = fault;
      const store = withRetry(new HttpStore(server.url, settings), { attempts: 2, baseDelayMs: 1 });
      const error = await failure(store.getRange("x", { start: 0, end: 50_000 }));
      expect(isCellmillError(error, "StoreError")).toBe(true);
      expect((error as Error).message).toContain(`${server.url}/x`);
      expect(server.requests.length).toBe(2);
    },
  );

  it("is not asked again when it denies access", async () => {
    server.always = "403";
    const error = await failure(withRetry(new HttpStore(server.url)).get("x"));
    expect((error as Error).message).toMatch(/HTTP 403.*Access is denied/);
    expect(server.requests.length).toBe(1);
  });

  it("lets go at once when the signal fires, also between two tries", async () => {
    for (const [fault, options] of [
      ["stall", {}],
      ["503", { baseDelayMs: 60_000, maxDelayMs: 60_000 }],
    ] as const) {
      server.always = fault;
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      const start = performance.now();
      const store = withRetry(new HttpStore(server.url), options);
      const error = await failure(store.get("x", { signal: controller.signal }));
      expect(isCellmillError(error, "AbortError")).toBe(true);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });

  it("that is not there gives a StoreError", async () => {
    const { url } = server;
    await server.close();
    const store = withRetry(new HttpStore(url), { attempts: 2, baseDelayMs: 1 });
    expect(isCellmillError(await failure(store.get("x")), "StoreError")).toBe(true);
    server = await startServer(new Map());
  });
});

describe("HttpStore", () => {
  it("follows redirects, but not for ever", async () => {
    const server = await startServer(new Map([["x", Uint8Array.of(1, 2, 3)]]));
    const front = createServer((request, response) => {
      const target = request.url === "/x" ? `${server.url}/x` : request.url;
      response.writeHead(302, { location: target }).end();
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const store = new HttpStore(`http://127.0.0.1:${(front.address() as AddressInfo).port}`);
    expect(await store.getRange("x", { start: 1, end: 3 })).toEqual(Uint8Array.of(2, 3));
    expect(((await failure(store.get("loop"))) as Error).message).toContain("too many redirects");
    front.closeAllConnections();
    front.close();
    await server.close();
  });
});

describe("S3Store", () => {
  it("signs as AWS documents it", () => {
    // Example of the AWS documentation: GET of test.txt, without its Range header.
    const credentials = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    };
    const url = new URL("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J");
    const headers = signGet(url, credentials, "us-east-1", new Date("2013-05-24T00:00:00Z"));
    expect(headers["authorization"]).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, " +
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, " +
        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    );
  });

  it.each([
    ["true", undefined],
    ["false", /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/s3\/aws4_request/],
  ])("with no_sign_request = %s sends the right authorization", async (noSign, expected) => {
    const server = await startServer(new Map([["k", new Uint8Array(1)]]), { bucket: "b" });
    const store = openStore("s3://b", {
      "vfs.s3.endpoint_override": server.url,
      "vfs.s3.use_virtual_addressing": "false",
      "vfs.s3.no_sign_request": noSign,
      "vfs.s3.region": "eu-west-1",
      "vfs.s3.aws_access_key_id": "id",
      "vfs.s3.aws_secret_access_key": "secret",
    });
    await store.get("k");
    await store.list("");
    for (const { authorization } of server.requests)
      if (expected === undefined) expect(authorization).toBeUndefined();
      else expect(authorization).toMatch(expected);
    await server.close();
  });

  it("says that a bucket does not exist", async () => {
    const server = await startServer(new Map(), { bucket: "b" });
    const store = openStore("s3://other/x", {
      "vfs.s3.endpoint_override": server.url,
      "vfs.s3.use_virtual_addressing": "false",
      "vfs.s3.no_sign_request": "true",
    });
    const error = await failure(store.get("k"));
    expect(isCellmillError(error, "NotFoundError")).toBe(true);
    expect((error as Error).message).toContain('no bucket "other"');
    await server.close();
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
