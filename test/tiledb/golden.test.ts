import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { type Enumeration, openArray } from "../../src/tiledb/index.js";
import { type Golden, type GoldenRead, goldenNames, goldenStore, loadGolden, toCells } from "./goldens.js";

const goldens = goldenNames().map(loadGolden);
const readable = goldens.filter((golden) => golden.reads.length > 0);

/** What we read, in the form of the golden. */
async function answer(golden: Golden, { query }: GoldenRead): Promise<Record<string, unknown>> {
  const { timestamp, ...read } = query;
  const array = await openArray(`golden://${golden.name}`, {
    store: goldenStore(golden),
    ...(timestamp === undefined ? {} : { timestamp }),
  });
  const columns = await array.read(read);
  const cells: Record<string, unknown> = {};
  for (const [name, column] of columns) {
    let enumeration: Enumeration | undefined;
    if (column.enumeration !== undefined) enumeration = await array.enumeration(column.enumeration);
    cells[name] = toCells(column, enumeration);
  }
  return cells;
}

describe("arrays written by TileDB", () => {
  it("has goldens to compare with", () => {
    expect(readable.length).toBeGreaterThan(40);
  });

  describe.each(readable.map((golden) => [golden.name, golden] as const))("%s", (_, golden) => {
    it.each(golden.reads.map((read) => [JSON.stringify(read.query), read] as const))("reads %s", async (__, read) => {
      expect(await answer(golden, read)).toEqual(read.columns);
    });
  });

  it.each(
    goldens.flatMap((golden) =>
      Object.entries(golden.metadataAt ?? {}).map(([time, metadata]) => [golden.name, time, metadata, golden] as const),
    ),
  )("gives the metadata that %s had at %s", async (_, time, metadata, golden) => {
    const array = await openArray(golden.name, { store: goldenStore(golden), timestamp: Number(time) });
    const found = [...(await array.metadata())].map(([key, value]) => [key, Number(value)]);
    expect(Object.fromEntries(found)).toEqual(metadata);
  });

  it.each(goldens.filter((golden) => golden.refused !== undefined).map((golden) => [golden.name, golden] as const))(
    "refuses %s by name",
    async (_, golden) => {
      const array = await openArray(golden.name, { store: goldenStore(golden) });
      const error: unknown = await array.read().catch((reason: unknown) => reason);
      expect(isCellmillError(error, "UnsupportedFeatureError")).toBe(true);
      expect((error as Error).message).toContain(golden.refused);
    },
  );
});
