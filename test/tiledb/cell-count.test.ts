import { describe, expect, it } from "vitest";
import { openArray } from "../../src/tiledb/index.js";
import { countingStore } from "../io/counting-store.js";
import { goldenNames, goldenStore, loadGolden } from "./goldens.js";

const sparse = goldenNames()
  .map(loadGolden)
  .filter((golden) => golden.reads.length > 0 && !golden.name.includes("dense"));

describe("cellCount", () => {
  it.each(sparse.map((golden) => [golden.name, golden] as const))("is what a read of %s returns", async (_, golden) => {
    const whole = golden.reads.filter(({ query }) => query.condition === undefined && query.ranges === undefined);
    for (const { query, columns } of whole) {
      const at = query.timestamp === undefined ? {} : { timestamp: query.timestamp };
      const array = await openArray("m", { store: goldenStore(golden), ...at });
      expect(await array.cellCount()).toBe(Object.values(columns)[0]!.length);
    }
  });

  it("reads no cells where the footers are enough", async () => {
    const store = countingStore(goldenStore(loadGolden("2d.sparse.dups")));
    const array = await openArray("m", { store });
    expect(await array.cellCount()).toBe(210);
    expect(store.requests.filter((request) => /\/[ad]\d\.tdb/.test(request))).toEqual([]);
  });
});
