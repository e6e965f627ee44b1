import { describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/check/index.js";
import { newOutputs } from "../../src/check/update/new-outputs.js";
import { OutputList } from "../../src/check/update/output-list.js";
import type { Output } from "../../src/nbformat/index.js";
import { display, stream } from "./compare/outputs.js";
import { integer, seeded } from "./compare/random.js";

/** More than are held. */
const MANY = 25_000;

const number = (i: number): Output => display({ "text/plain": `value ${i}` });

function* outputs(): Generator<Output> {
  for (let i = 0; i < MANY; i++) yield i % 5 === 4 ? stream(i % 2 === 0 ? "stdout" : "stderr", `${i}\n`) : number(i);
}

/** Read anew each time, as those of a file. */
function fileOf(make: () => Iterable<Output>): { readonly list: Iterable<Output>; readonly starts: () => number } {
  let starts = 0;
  const list = {
    [Symbol.iterator]: () => {
      starts++;
      return make()[Symbol.iterator]();
    },
  };
  return { list, starts: () => starts };
}

describe("a list of very many outputs", () => {
  const plain = [...outputs()];

  it("gives each by its index from two places that go on, read from its start few times", () => {
    const { list, starts } = fileOf(outputs);
    const read = new OutputList(list);
    const random = seeded(7);
    let [behind, ahead] = [0, 500];
    while (ahead < MANY) {
      for (const index of [ahead, ahead - integer(random, 0, 20), behind]) expect(read.at(index)).toEqual(plain[index]);
      behind += integer(random, 0, 9);
      ahead += integer(random, 0, 12);
    }
    expect(starts()).toBeLessThanOrEqual(3);
  });

  it("gives each by its index in any order, and then is held", () => {
    const { list, starts } = fileOf(outputs);
    const read = new OutputList(list);
    const random = seeded(8);
    for (let i = 0; i < 2_000; i++) {
      const index = integer(random, 0, MANY - 1);
      expect(read.at(index)).toBe(read.at(index));
      expect(read.at(index)).toEqual(plain[index]);
    }
    expect(starts()).toBeLessThan(20);
    expect(() => new OutputList(list).at(MANY)).toThrow("no stored output");
  });

  it("knows where streams are", () => {
    const read = new OutputList(fileOf(outputs).list);
    expect([read.length, read.streamAt(3), read.streamAt(4), read.streamAt(9)]).toEqual([
      MANY,
      undefined,
      "stdout",
      "stderr",
    ]);
    expect([...read.streams]).toEqual([
      ["stdout", 4],
      ["stderr", 9],
    ]);
    expect([14, 15, 24].map((index) => read.placeAt(index))).toEqual([4, 14, 4]);
    expect([...read.stream("stderr")]).toEqual(plain.filter((output) => output["name"] === "stderr"));
  });

  it("keeps its places where some are new, changed or gone", async () => {
    const stored = plain.slice(0, 12_000);
    const got = [number(-1), ...stored.slice(0, 6_000), number(-2), number(-3), ...stored.slice(6_002)];
    const kept = [...stored.keys()];
    const expected = [number(-1), ...kept.slice(0, 6_000), number(-2), number(-3), ...kept.slice(6_002)];
    expect(await newOutputs(fileOf(() => stored).list, fileOf(() => got).list, DEFAULT_RULES)).toEqual(expected);
  }, 60_000);
});
