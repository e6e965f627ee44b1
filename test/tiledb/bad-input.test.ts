import { describe, expect, it } from "vitest";
import { type ErrorTag, isCellmillError } from "../../src/core/index.js";
import { MemoryStore } from "../../src/io/index.js";
import { objectType, openArray, openGroup, openSparse2d } from "../../src/tiledb/index.js";
import { goldenStore, loadGolden } from "./goldens.js";

const golden = loadGolden("2d.sparse.matrix.census");
const data = (file: string): string => [...golden.files.keys()].find((key) => key.endsWith(`/${file}`))!;

/** The golden's files with one replaced, or left out (`undefined`). */
function changed(key: string, bytes: Uint8Array | undefined): MemoryStore {
  const files = [...golden.files].filter(([name]) => name !== key);
  if (bytes !== undefined) files.push([key, bytes]);
  return new MemoryStore("memory://x", files);
}

async function failure(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}

describe("a broken array", () => {
  const cut = (file: string, bytes: number): MemoryStore =>
    changed(data(file), golden.files.get(data(file))!.slice(0, bytes));

  it.each<[string, MemoryStore, ErrorTag, RegExp]>([
    [
      "a data file is cut short",
      cut("a0.tdb", 1000),
      "FormatError",
      /a0\.tdb.*expected \d+ bytes, got 1000\. The file is truncated/,
    ],
    [
      "a data file is missing",
      changed(data("d1.tdb"), undefined),
      "NotFoundError",
      /d1\.tdb: a data file .* is missing/,
    ],
    [
      "the fragment metadata is missing",
      changed(data("__fragment_metadata.tdb"), undefined),
      "NotFoundError",
      /__fragment_metadata\.tdb/,
    ],
    [
      "the fragment metadata is cut short",
      cut("__fragment_metadata.tdb", 200),
      "FormatError",
      /__fragment_metadata\.tdb.*expected/,
    ],
    ["the fragment metadata is empty", cut("__fragment_metadata.tdb", 0), "FormatError", /footer length/],
  ])("names the file, what was expected and what came when %s", async (_, store, tag, message) => {
    for (const work of [
      async () => (await openArray("memory://x", { store })).read(),
      async () => (await openSparse2d(await openArray("memory://x", { store }))).readRows(0, 4999),
    ]) {
      const error = await failure(work);
      expect(isCellmillError(error, tag), String(error)).toBe(true);
      expect(error.message).toMatch(message);
      expect(error.message).toContain("memory://x");
    }
  });

  it("names the tile whose bytes were changed", async () => {
    const bytes = golden.files.get(data("a0.tdb"))!.slice();
    bytes.fill(0xee, 60, 90);
    const array = await openArray("memory://x", { store: changed(data("a0.tdb"), bytes) });
    const error = await failure(() => array.read());
    expect(isCellmillError(error, "FormatError")).toBe(true);
    expect(error.message).toMatch(/a0\.tdb tile 0/);
  });

  it("notices a file that shrinks after it was listed", async () => {
    const store = goldenStore(golden);
    const array = await openArray("memory://x", { store });
    await array.fragments();
    await store.put(data("d0.tdb"), new Uint8Array(10));
    const error = await failure(() => array.read());
    expect(isCellmillError(error, "FormatError")).toBe(true);
    expect(error.message).toMatch(/d0\.tdb: tile 0: expected \d+ bytes at 0, got 10/);
  });

  it("notices a checksum that does not fit", async () => {
    const sums = loadGolden("1d.sparse.zstd.sha256");
    const key = [...sums.files.keys()].find((name) => name.endsWith("/a0.tdb"))!;
    const bytes = sums.files.get(key)!.slice();
    bytes[bytes.length - 1]! ^= 1;
    const store = new MemoryStore(
      "memory://x",
      [...sums.files].map(([k, b]) => [k, k === key ? bytes : b] as const),
    );
    const error = await failure(async () => (await openArray("memory://x", { store })).read());
    expect(error.message).toMatch(/sha256 checksum: expected [0-9a-f]{64}, got [0-9a-f]{64}/);
  });
});

describe("another format version", () => {
  it.each([
    ["14", "UnsupportedFeatureError"],
    ["23", "UnsupportedFeatureError"],
  ] as const)("of a fragment is refused by number: %s", async (version, tag) => {
    const files = [...golden.files].map(([key, bytes]) => [key.replace(/_22(?=[./])/, `_${version}`), bytes] as const);
    const array = await openArray("memory://x", { store: new MemoryStore("memory://x", files) });
    const error = await failure(() => array.read());
    expect(isCellmillError(error, tag)).toBe(true);
    expect(error.message).toMatch(new RegExp(`format version of the fragment: expected 18 to 22, got ${version}`));
  });

  it("with the schema in the root is refused", async () => {
    const store = new MemoryStore("memory://x", [["__array_schema.tdb", new Uint8Array(10)]]);
    expect(isCellmillError(await failure(() => openArray("memory://x", { store })), "UnsupportedFeatureError")).toBe(
      true,
    );
  });
});

describe("a URI without what was asked for", () => {
  it.each([
    ["a folder that does not exist", "/nowhere/at/all"],
    ["a folder without an array", new URL(".", import.meta.url).pathname],
  ])("gives a NotFoundError: %s", async (_, uri) => {
    for (const open of [openArray, openGroup]) {
      const error = await failure(() => open(uri));
      expect(isCellmillError(error, "NotFoundError")).toBe(true);
      expect(error.message).toContain(uri);
    }
    expect(await objectType(uri)).toBeUndefined();
  });

  it("says that a group is no array", async () => {
    const store = goldenStore(loadGolden("group"));
    const files = new MemoryStore("memory://g", [["__tiledb_group.tdb", new Uint8Array(0)]]);
    expect((await failure(() => openArray("memory://g", { store: files }))).message).toContain("Open it as a group");
    expect(await objectType("memory://g", { store })).toBe("group");
  });
});

describe("a wrong question", () => {
  const array = () => openArray("memory://x", { store: goldenStore(golden) });

  it.each<[string, object, ErrorTag, RegExp]>([
    ["an unknown column", { columns: ["soma_dat"] }, "ColumnError", /no column "soma_dat".*Nearest: soma_data/],
    [
      "an unknown dimension",
      { ranges: { row: [[0, 1]] } },
      "OptionError",
      /no dimension "row".*soma_dim_0, soma_dim_1/,
    ],
    ["a range upside down", { ranges: { soma_dim_0: [[5, 1]] } }, "OptionError", /low ≤ high/],
    [
      "a text range of numbers",
      { ranges: { soma_dim_0: [["a", "b"]] } },
      "OptionError",
      /expected a bigint or integer/,
    ],
    ["an unknown option", { column: ["soma_data"] }, "OptionError", /unknown option "column"/],
    ["an unknown layout", { layout: "spiral" }, "OptionError", /layout/],
    [
      "a condition on an unknown column",
      { condition: { op: "==", column: "x", value: 1 } },
      "ColumnError",
      /no column "x"/,
    ],
    [
      "a condition of the wrong type",
      { condition: { op: "==", column: "soma_data", value: "1" } },
      "OptionError",
      /condition on column soma_data: expected a value of type float32/,
    ],
    ["a null in a list", { condition: { op: "in", column: "soma_data", values: [null] } }, "OptionError", /not null/],
  ])("%s is refused", async (_, options, tag, message) => {
    const error = await failure(async () => (await array()).read(options));
    expect(isCellmillError(error, tag), String(error)).toBe(true);
    expect(error.message).toMatch(message);
  });

  it("an enumeration without order has no less and greater", async () => {
    const kinds = await openArray("memory://e", { store: goldenStore(loadGolden("1d.sparse.enumerations")) });
    const error = await failure(() => kinds.read({ condition: { op: ">", column: "kind", value: "T cell" } }));
    expect(error.message).toMatch(/kind: expected == or != \(the enumeration has no order\), got >/);
    expect((await failure(() => kinds.enumeration("nope"))).message).toMatch(
      /no enumeration "nope"\. Enumerations: .*grades/,
    );
  });

  it("stops at a signal", async () => {
    const opened = await array();
    const error = await failure(() => opened.read({ signal: AbortSignal.abort() }));
    expect(isCellmillError(error, "AbortError")).toBe(true);
  });
});
