import { describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { resolveCommits } from "../../src/tiledb/fragment/commits.js";

const id = (n: number): string => n.toString(16).padStart(32, "0");
const name = (start: number, end: number, n: number, version = 22): string => `__${start}_${end}_${id(n)}_${version}`;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The fragments that count, by their number; `files` maps names in `__commits` to contents. */
function resolve(files: Readonly<Record<string, Uint8Array | string>>, timestamp = Number.POSITIVE_INFINITY): number[] {
  const contents = new Map(
    Object.entries(files).map(([key, value]) => [`__commits/${key}`, typeof value === "string" ? text(value) : value]),
  );
  const { fragments } = resolveCommits([...contents.keys()], contents, timestamp, "memory://x");
  return fragments.map((fragment) => Number.parseInt(fragment.name.split("_")[4]!, 16));
}

const A = name(10, 10, 1);
const B = name(20, 20, 2);
const AB = name(10, 20, 3);

describe("the commits of an array", () => {
  it.each([
    ["fragments by time", { [`${B}.wrt`]: "", [`${A}.wrt`]: "" }, Number.POSITIVE_INFINITY, [1, 2]],
    ["only those of the opening time", { [`${B}.wrt`]: "", [`${A}.wrt`]: "" }, 15, [1]],
    ["consolidated commits", { [`${AB}.con`]: `__commits/${A}.wrt\n__commits/${B}.wrt\n` }, 25, [1, 2]],
    [
      "what .ign takes back",
      { [`${AB}.con`]: `__commits/${A}.wrt\n__commits/${B}.wrt\n`, [`${AB}.ign`]: `__commits/${A}.wrt\n` },
      25,
      [2],
    ],
    [
      "not what .vac names",
      { [`${A}.wrt`]: "", [`${B}.wrt`]: "", [`${AB}.wrt`]: "", [`${AB}.vac`]: `__fragments/${A}\n__fragments/${B}\n` },
      25,
      [3],
    ],
    ["absolute names in .vac", { [`${A}.wrt`]: "", [`${AB}.vac`]: `s3://bucket/array/__fragments/${A}\n` }, 25, []],
    ["not a .vac of the future", { [`${A}.wrt`]: "", [`${name(90, 90, 9)}.vac`]: `__fragments/${A}\n` }, 25, [1]],
    ["a consolidated fragment that overlaps the time", { [`${AB}.wrt`]: "" }, 15, [3]],
    ["an old consolidated fragment only when it is over", { [`${name(10, 20, 4, 14)}.wrt`]: "" }, 15, []],
    ["nothing", {}, 15, []],
  ])("count %s", (_, files, timestamp, expected) => {
    expect(resolve(files as Record<string, string>, timestamp)).toEqual(expected);
  });

  it("take the fragments of a dense array as they were before a consolidation that is not over", () => {
    const files = {
      [`${A}.wrt`]: "",
      [`${B}.wrt`]: "",
      [`${AB}.wrt`]: "",
      [`${AB}.vac`]: `__fragments/${A}\n__fragments/${B}\n`,
    };
    const contents = new Map(Object.entries(files).map(([key, value]) => [`__commits/${key}`, text(value)]));
    const names = (timestamp: number): string[] =>
      resolveCommits([...contents.keys()], contents, timestamp, "memory://x", "dense").fragments.map(
        ({ name }) => name,
      );
    expect([names(9), names(15), names(20)]).toEqual([[], [A], [AB]]);
  });

  it("reads past binary conditions in consolidated commits", () => {
    const condition = Uint8Array.of(10, 95, 10, 1); // holds newlines
    const size = new Uint8Array(8);
    size[0] = condition.length;
    const file = Buffer.concat([
      text(`__commits/${A}.wrt\n__commits/${name(15, 15, 7)}.del\n`),
      size,
      condition,
      text(`__commits/${B}.wrt\n`),
    ]);
    const contents = new Map([[`__commits/${AB}.con`, new Uint8Array(file)]]);
    const { fragments, deletes } = resolveCommits([...contents.keys()], contents, 100, "memory://x");
    expect(fragments.map((fragment) => fragment.name)).toEqual([A, B]);
    expect(deletes).toEqual([{ marker: `__commits/${name(15, 15, 7)}.del`, time: 15, bytes: condition }]);
  });

  it("refuses update conditions by name", () => {
    let error: unknown;
    try {
      resolve({ [`${A}.upd`]: "" });
    } catch (reason) {
      error = reason;
    }
    expect(isCellmillError(error, "UnsupportedFeatureError")).toBe(true);
  });
});
