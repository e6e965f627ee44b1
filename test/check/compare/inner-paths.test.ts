import { describe, expect, it } from "vitest";
import { type CompareRules, compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import { display } from "./outputs.js";

async function differing(stored: unknown, got: unknown, rules: Partial<CompareRules>): Promise<string[]> {
  const all = { ...DEFAULT_RULES, ...rules };
  const outputs = (value: unknown) => [display({ "application/json": value })];
  const found = await compareOutputs(outputs(stored), outputs(got), all);
  return found.map(({ where }) => where ?? "");
}

const AT = "/outputs/0/data/application/json";
const STORED = {
  time: "1",
  runs: [
    { id: "a 1", n: 1 },
    { id: "a 2", n: 2 },
  ],
  "a/b": { c: 1 },
};
const GOT = {
  time: "2",
  runs: [
    { id: "a 3", n: 1 },
    { id: "a 4", n: 3 },
  ],
  "a/b": { c: 2 },
};
const ALL = ["$.time", "$.runs[0].id", "$.runs[1].id", "$.runs[1].n", '$["a/b"].c'];

describe("paths that go on into JSON", () => {
  it.each([
    [[], ALL],
    [["/time"], ALL.slice(1)],
    [["/runs/1"], ALL.filter((place) => !place.startsWith("$.runs[1]"))],
    [["/runs/*/id"], ALL.filter((place) => !place.endsWith(".id"))],
    [["/a/b/c", "/runs"], ["$.time"]],
    [["/*/*"], ["$.time", '$["a/b"].c']],
    [["/none", "/runs/7"], ALL],
  ])("%j leave these to differ: %j", async (ignored, expected) => {
    const ignorePaths = ignored.map((path) => AT + path);
    expect((await differing(STORED, GOT, { ignorePaths })).sort()).toEqual([...expected].sort());
  });

  it("leave out keys that only one side has", async () => {
    expect(await differing({ a: 1 }, { a: 1, time: 2 }, { ignorePaths: [`${AT}/time`] })).toEqual([]);
  });

  it("keep a sanitizer to its part", async () => {
    const sanitizers = [{ pattern: "\\d", replacement: "N", path: `${AT}/runs/*/id` }];
    expect((await differing(STORED, GOT, { sanitizers })).sort()).toEqual(
      ["$.time", "$.runs[1].n", '$["a/b"].c'].sort(),
    );
  });

  it("leave a key called __proto__ what it is", async () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "time": 1}') as unknown;
    const other = JSON.parse('{"__proto__": {"a": 2}, "time": 2}') as unknown;
    expect(await differing(value, other, { ignorePaths: [`${AT}/time`] })).toEqual(["$.__proto__.a"]);
  });
});
