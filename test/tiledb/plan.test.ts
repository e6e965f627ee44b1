import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ArraySchema, DomainRange } from "../../src/tiledb/index.js";
import { planDenseTiles, tileGrid } from "../../src/tiledb/read/dense-grid.js";
import { planSparse } from "../../src/tiledb/read/plan-sparse.js";
import { RangeSet } from "../../src/tiledb/read/range-set.js";

const NO_FILTERS = { maxChunkBytes: 65_536, filters: [] };

function schema(change: Partial<ArraySchema> = {}): ArraySchema {
  const dimension = (name: string) =>
    ({ name, type: "int64", isVar: false, domain: [0n, 99n], tileExtent: 10n, filters: NO_FILTERS }) as const;
  return {
    version: 22,
    name: "schema",
    arrayType: "sparse",
    dimensions: [dimension("x"), dimension("y")],
    attributes: [],
    capacity: 10,
    tileOrder: "row",
    cellOrder: "row",
    allowsDuplicates: false,
    enumerations: new Map(),
    offsetsFilters: NO_FILTERS,
    validityFilters: NO_FILTERS,
    coordsFilters: NO_FILTERS,
    ...change,
  };
}

/** A fragment of tiles with these x ranges; y is 0 to 9 everywhere. */
function fragment(xs: readonly (readonly [number, number])[], hasTimestamps = false) {
  const low = xs.map((x) => x[0]);
  const high = xs.map((x) => x[1]);
  const nonEmptyDomain: DomainRange[] = [
    [Math.min(...low), Math.max(...high)],
    [0, 9],
  ];
  const y = { low: xs.map(() => 0), high: xs.map(() => 9) };
  return { tiles: xs.length, nonEmptyDomain, hasTimestamps, boxes: { tiles: xs.length, bounds: [{ low, high }, y] } };
}

const query = {
  ranges: [undefined, undefined],
  columns: ["x", "a"],
  conditionColumns: [],
  layout: "unordered",
} as const;
const one = fragment([
  [0, 9],
  [10, 19],
  [20, 29],
]);

describe("the plan of a sparse read", () => {
  it.each([
    [
      "reads all tiles and only what is asked for",
      schema(),
      [one],
      query,
      { tiles: [[0, 1, 2]], filterDimensions: [], merge: false, deduplicate: false, first: [], rest: ["x", "a"] },
    ],
    [
      "leaves out tiles beside the range, and compares no cells where tiles lie inside",
      schema(),
      [one],
      { ...query, ranges: [new RangeSet([[10, 29]]), undefined] },
      { tiles: [[1, 2]], filterDimensions: [], merge: false, deduplicate: false, first: [], rest: ["x", "a"] },
    ],
    [
      "compares cells where the range cuts a tile",
      schema(),
      [one],
      { ...query, ranges: [new RangeSet([[15, 16]]), new RangeSet([[0, 20]])] },
      { tiles: [[1]], filterDimensions: [0], merge: false, deduplicate: false, first: ["x"], rest: ["a"] },
    ],
    [
      "reads the columns of the condition first",
      schema(),
      [one],
      { ...query, conditionColumns: ["b"] },
      { tiles: [[0, 1, 2]], filterDimensions: [], merge: false, deduplicate: false, first: ["b"], rest: ["x", "a"] },
    ],
    [
      "merges fragments that overlap",
      schema(),
      [one, fragment([[25, 26]])],
      query,
      { tiles: [[0, 1, 2], [0]], filterDimensions: [], merge: true, deduplicate: true, first: ["x", "y"], rest: ["a"] },
    ],
    [
      "does not look for duplicates in fragments that lie apart",
      schema(),
      [one, fragment([[30, 31]])],
      query,
      { tiles: [[0, 1, 2], [0]], filterDimensions: [], merge: false, deduplicate: false, first: [], rest: ["x", "a"] },
    ],
    [
      "merges without dropping where duplicates are allowed",
      schema({ allowsDuplicates: true }),
      [one, one],
      { ...query, layout: "global" },
      {
        tiles: [
          [0, 1, 2],
          [0, 1, 2],
        ],
        filterDimensions: [],
        merge: true,
        deduplicate: false,
        first: ["x", "y"],
        rest: ["a"],
      },
    ],
    [
      "looks for duplicates within a consolidated fragment",
      schema(),
      [fragment([[0, 9]], true)],
      query,
      { tiles: [[0]], filterDimensions: [], merge: true, deduplicate: true, first: ["x", "y"], rest: ["a"] },
    ],
    [
      "reads nothing where no tile is in range",
      schema(),
      [one],
      { ...query, ranges: [new RangeSet([[50, 60]]), undefined] },
      { tiles: [[]], filterDimensions: [], merge: false, deduplicate: false, first: [], rest: ["x", "a"] },
    ],
  ] as const)("%s", (_, own, fragments, asked, expected) => {
    expect(planSparse(own, fragments, asked)).toEqual(expected);
  });
});

describe("the plan of a dense read", () => {
  it("finds the tiles of a box in tile order, with the part of the box in each", () => {
    const own = schema({ arrayType: "dense" });
    const grid = tileGrid(own, { low: [3, 12], high: [25, 29] }, "x");
    expect(grid).toEqual({ first: [0, 1], counts: [3, 2], extents: [10, 10], tiles: 6, cellsPerTile: 100 });
    expect(planDenseTiles(grid, { low: [9, 15], high: [10, 22] }, "row")).toEqual([
      { tile: 0, origin: [0, 10], part: { low: [9, 15], high: [9, 19] } },
      { tile: 1, origin: [0, 20], part: { low: [9, 20], high: [9, 22] } },
      { tile: 2, origin: [10, 10], part: { low: [10, 15], high: [10, 19] } },
      { tile: 3, origin: [10, 20], part: { low: [10, 20], high: [10, 22] } },
    ]);
    expect(planDenseTiles(grid, { low: [9, 15], high: [10, 22] }, "col").map((part) => part.tile)).toEqual([
      0, 1, 3, 4,
    ]);
  });
});

describe("RangeSet", () => {
  const range = fc.tuple(fc.nat(60), fc.nat(6)).map(([low, length]): DomainRange => [low, low + length]);

  it("answers as if it looked at every value", () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 8 }),
        fc.array(range, { maxLength: 20 }),
        (ranges, questions) => {
          const set = new RangeSet(ranges);
          const inside = (value: number): boolean =>
            ranges.some(([low, high]) => value >= (low as number) && value <= (high as number));
          const keys = Int32Array.from({ length: 70 }, (_, i) => (i * 29) % 70);
          const mask = new Uint8Array(70).fill(1);
          set.mask(keys, mask);
          expect([...mask]).toEqual([...keys].map((key) => (inside(key) ? 1 : 0)));
          for (const [low, high] of questions) {
            const values = Array.from(
              { length: (high as number) - (low as number) + 1 },
              (_, i) => (low as number) + i,
            );
            expect(set.overlaps(low, high)).toBe(values.some(inside));
            expect(set.covers(low, high)).toBe(values.every(inside));
          }
        },
      ),
    );
  });
});
