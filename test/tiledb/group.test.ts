import { describe, expect, it } from "vitest";
import { objectType, openArray, openGroup } from "../../src/tiledb/index.js";
import { countingStore } from "../io/counting-store.js";
import { goldenStore, loadGolden } from "./goldens.js";

const golden = loadGolden("group");

describe("a group written by TileDB", () => {
  it("has the members and metadata that TileDB lists, additions and removals applied", async () => {
    const group = await openGroup("golden://group", { store: goldenStore(golden) });
    expect([...group.members.values()].map(({ name, type }) => [name, type])).toEqual(golden.members);
    expect(Object.fromEntries(group.metadata)).toEqual(golden.metadata);
    expect(group.members.get("zweite")!.uri).toBe("golden://group/second");
  });

  it("is found by its marker, its arrays by their schema", async () => {
    expect(await objectType("golden://group", { store: goldenStore(golden) })).toBe("group");
    expect(await objectType("golden://group/second", { store: goldenStore(golden, "second") })).toBe("array");
    expect(await objectType("golden://group/nothing", { store: goldenStore(golden, "nothing") })).toBeUndefined();
  });

  it("gives array metadata of every type", async () => {
    const array = await openArray("golden://group/second", { store: goldenStore(golden, "second") });
    const plain = [...(await array.metadata())].map(([key, value]) => {
      if (typeof value === "bigint") return [key, Number.isSafeInteger(Number(value)) ? Number(value) : String(value)];
      if (typeof value === "object") return [key, Array.from(value as BigInt64Array, Number)];
      return [key, value];
    });
    expect(Object.fromEntries(plain)).toEqual(golden.arrayMetadata);
  });

  it("is seen as of a time", async () => {
    const group = await openGroup("golden://group", { store: goldenStore(golden), timestamp: 1 });
    expect(group.members.size).toBe(0);
  });
});

describe("opening an array", () => {
  it("lists once and reads the schema; a count needs one more request; metadata is kept", async () => {
    const store = countingStore(goldenStore(loadGolden("2d.sparse.matrix.census")));
    const array = await openArray("m", { store });
    expect(store.requests.map((request) => request.replace(/__\d+.*/, "…"))).toEqual(["list ", "get __schema/…"]);
    expect(await array.cellCount()).toBe(900);
    expect(store.requests.length).toBe(3);
    await array.metadata();
    await array.metadata();
    await array.cellCount();
    expect(store.requests.length).toBe(3);
  });

  it("reads only the columns of a condition to find out that nothing matches", async () => {
    const golden = loadGolden("1d.sparse.enumerations");
    const store = countingStore(goldenStore(golden));
    const array = await openArray("m", { store });
    const columns = await array.read({ condition: { op: "==", column: "kind", value: "absent" } });
    expect(columns.get("count")!.values.length).toBe(0);
    const files = store.requests.map((request) => request.split(" ")[1]!.split("/").at(-1)!);
    expect(files.filter((file) => /^[ad]\d/.test(file))).toEqual(["a0.tdb"]);
  });

  it("prints what it is", async () => {
    const array = await openArray("m", { store: goldenStore(loadGolden("2d.dense.row")) });
    expect(String(array)).toBe("<TileDB dense array 'm': dimensions r, c; attributes x, n>");
  });
});
