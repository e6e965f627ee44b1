import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { type ByteStore, getRanges } from "../../src/io/index.js";

export interface ContractStore {
  readonly store: ByteStore;
  /** False for stores that cannot list. */
  readonly lists?: boolean;
  close?(): Promise<void>;
}

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * 7) & 0xff);

/** What every store is asked to hold. */
export const CONTRACT_OBJECTS: ReadonlyMap<string, Uint8Array> = new Map([
  ["a.bin", bytes(1000)],
  ["empty", new Uint8Array(0)],
  ["folder/b.bin", bytes(10)],
  ["folder/inner/c d+e%20é.bin", bytes(20)],
  ["folder2/x", bytes(3)],
  ...Array.from({ length: 5 }, (_, i) => [`many/${i}`, bytes(i)] as const),
]);

/** The rules of `ByteStore`. `make` gives a store that holds `CONTRACT_OBJECTS`. */
export function byteStoreContract(name: string, make: () => Promise<ContractStore>): void {
  describe(`${name} keeps the rules of a byte store`, () => {
    let made: ContractStore;
    let store: ByteStore;
    beforeAll(async () => {
      made = await make();
      store = made.store;
    });
    afterAll(async () => made?.close?.());

    it.each([...CONTRACT_OBJECTS.keys()])("gets all of %s", async (key) => {
      expect(await store.get(key)).toEqual(CONTRACT_OBJECTS.get(key));
    });

    it.each([
      ["the start", 0, 10],
      ["the middle", 100, 164],
      ["an open end", 990, undefined],
      ["more than there is", 990, 2000],
      ["nothing in the middle", 5, 5],
      ["nothing behind the end", 5000, 5010],
      ["the last byte", 999, 1000],
      ["all of it", 0, 1000],
    ])("gets a range: %s", async (_, start, end) => {
      const range = end === undefined ? { start } : { start, end };
      expect(await store.getRange("a.bin", range)).toEqual(CONTRACT_OBJECTS.get("a.bin")!.slice(start, end));
    });

    it.each(["missing", "folder", "folder/missing/deep", "a.bin/below"])("answers undefined for %s", async (key) => {
      expect(await store.get(key)).toBeUndefined();
      expect(await store.getRange(key, { start: 0, end: 5 })).toBeUndefined();
    });

    it.each(["../a.bin", "folder/../../a.bin", "/a.bin", "", "folder//b.bin", "./a.bin"])(
      "refuses the key %j, which could leave the root",
      async (key) => {
        const error: unknown = await store.get(key).catch((reason: unknown) => reason);
        expect(isCellmillError(error, "OptionError")).toBe(true);
      },
    );

    it.each([
      [-1, 5],
      [5, 4],
      [0.5, 2],
    ])("refuses the range %d to %d", async (start, end) => {
      const error: unknown = await store.getRange("a.bin", { start, end }).catch((reason: unknown) => reason);
      expect(isCellmillError(error, "OptionError")).toBe(true);
    });

    it("gives every caller bytes of its own", async () => {
      const first = await store.getRange("a.bin", { start: 0, end: 4 });
      first!.fill(255);
      expect(await store.getRange("a.bin", { start: 0, end: 4 })).toEqual(CONTRACT_OBJECTS.get("a.bin")!.slice(0, 4));
    });

    it("answers many readers at the same time", async () => {
      const starts = Array.from({ length: 40 }, (_, i) => i * 20);
      const found = await Promise.all(starts.map((start) => store.getRange("a.bin", { start, end: start + 20 })));
      found.forEach((part, i) => {
        expect(part).toEqual(CONTRACT_OBJECTS.get("a.bin")!.slice(starts[i]!, starts[i]! + 20));
      });
    });

    it("reads coalesced ranges like single ones", async () => {
      const ranges = [
        { start: 700, end: 710 },
        { start: 0, end: 10 },
        { start: 5, end: 20 },
        { start: 990, end: 1010 },
        { start: 3, end: 3 },
      ];
      const found = await getRanges(store, "a.bin", ranges, { maxGapBytes: 50 });
      expect(found).toEqual(ranges.map(({ start, end }) => CONTRACT_OBJECTS.get("a.bin")!.slice(start, end)));
      expect(await getRanges(store, "missing", ranges)).toBeUndefined();
    });

    it("stops at an aborted signal", async () => {
      const signal = AbortSignal.abort();
      for (const work of [store.get("a.bin", { signal }), store.getRange("a.bin", { start: 0, end: 5 }, { signal })]) {
        const error: unknown = await work.catch((reason: unknown) => reason);
        expect(isCellmillError(error, "AbortError")).toBe(true);
      }
    });

    it("lists keys with sizes, at any depth, in order, by prefix, or says that it cannot", async () => {
      if (made.lists === false) {
        const error: unknown = await store.list("").catch((reason: unknown) => reason);
        expect(isCellmillError(error, "UnsupportedFeatureError")).toBe(true);
        return;
      }
      const expected = (prefix: string) =>
        [...CONTRACT_OBJECTS]
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, content]) => ({ key, sizeBytes: content.length }))
          .sort((a, b) => (a.key < b.key ? -1 : 1));
      for (const prefix of ["", "folder", "folder/", "folder/in", "many/", "nothing/", "a.bin"])
        expect(await store.list(prefix)).toEqual(expected(prefix));
    });
  });
}
