import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { type Coord, Experiment, open, type SparseNDArray } from "../../src/soma/index.js";
import { unpackExperiment } from "./golden-experiment.js";
import { SomaOracle } from "./soma-oracle.js";

const root = unpackExperiment();
let oracle: SomaOracle;
beforeAll(() => {
  oracle = new SomaOracle();
});
afterAll(() => oracle.close());

// Comparisons of each column with values that occur, that do not, and of wrong types. What tiledbsoma gets wrong is left
// out: fractions on integer columns (it truncates), numbers but 0 and 1 on booleans, negative numbers and booleans in
// lists (refused), and `not` before anything but one comparison (the process dies).
const text = (...values: string[]) => fc.constantFrom(...values.map((value) => JSON.stringify(value)));
const number = (...values: (number | string)[]) => fc.constantFrom(...values.map(String));
const COLUMNS: readonly (readonly [name: string, values: fc.Arbitrary<string>, listed: fc.Arbitrary<string>])[] = [
  ["cell_type", text("T cell", "B cell", "monocyte", "unused", "zz"), text("T cell", "B cell", "zz")],
  ["stage", text("embryo", "child", "adult", "old", "zz"), text("embryo", "old")],
  ["donor_id", text("d1", "d2", "d10", "d3"), text("d1", "d10", "q")],
  ["lane", number(10, 20, 30, 40), number(10, 30, 99)],
  ["is_primary_data", number("True", "False", 0, 1), number(1)],
  ["doublet", number("True", "False"), number(1)],
  ["raw_sum", number(0, 20, 50.5, "6e1", 1000), number(50, 60.5)],
  ["score", number(-0.5, 0, 0.25, 1), number(0.25, 0)],
  ["nnz", number(0, 17, 20, 24, "0x14", -3, "'20'"), number(17, 20)],
  ["small", number(250, 255, 0, 256, -1), number(250, 255)],
  ["delta", number(-8, -1, 0, 7, 100), number(0, 7)],
  ["barcode", text("AC-1", "AC-10", "AC", ""), text("AC-1", "AC-12")],
  ["note", text("", "x", "naïve α", "note", "o"), text("", "x")],
  ["soma_joinid", number(0, 17, 299, 1000), number(0, 150, 299)],
  ['attr("orig.ident")', text("a", "b", "c"), text("a", "c")],
  ["no_such_column", number(1), number(1)],
];

const op = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");
// tiledbsoma refuses `in` on booleans and uint8; we take it.
const listable = COLUMNS.filter(([name]) => !["is_primary_data", "doublet", "small"].includes(name));
const comparison = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...COLUMNS)
      .chain(([name, values]) => fc.tuple(op, values).map(([o, v]) => `${name} ${o} ${v}`)),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...COLUMNS)
      .chain(([name, values]) => fc.tuple(op, values).map(([o, v]) => `${v} ${o} ${name}`)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...COLUMNS).map(([name]) => `${name} == None`) },
  { weight: 1, arbitrary: fc.constantFrom(...COLUMNS).map(([name]) => `${name} != None`) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...listable)
      .chain(([name, , listed]) =>
        fc
          .tuple(fc.constantFrom("in", "not in"), fc.array(listed, { minLength: 1, maxLength: 3 }))
          .map(([o, values]) => `${name} ${o} [${values.join(", ")}]`),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(number(16, 18), fc.constantFrom("<", "<="), number(21, 23))
      .map(([low, o, high]) => `${low} ${o} nnz < ${high}`),
  },
);
const leaf = fc.oneof(
  { weight: 5, arbitrary: comparison },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...COLUMNS)
      .chain(([name, values]) => fc.tuple(op, values).map(([o, v]) => `not ${name} ${o} ${v}`)),
  },
);
const filters = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.tuple(tie("tree"), fc.constantFrom("and", "or"), tie("tree")).map(([a, o, b]) => `${a} ${o} ${b}`),
    fc.tuple(tie("tree"), fc.constantFrom("and", "or", "&", "|"), comparison).map(([a, o, b]) => `(${a}) ${o} (${b})`),
    fc.tuple(comparison, fc.constantFrom("&", "|"), comparison).map(([a, o, b]) => `${a} ${o} ${b}`),
  ),
})).tree;

describe("against tiledbsoma itself", () => {
  it("300 random value filters select the same rows, and are refused where they are refused there", async () => {
    const experiment = await Experiment.open(root);
    let selected = 0;
    let refused = 0;
    for (const filter of fc.sample(filters, { seed: 20250130, numRuns: 300 })) {
      const theirs = await oracle.ask<{ joinids?: number[] }>({ ask: "filtered", uri: `${root}/obs`, filter });
      const ours = await (async () => [
        ...(await experiment.axisQuery("RNA", { obsQuery: { valueFilter: filter } }).obsJoinids()),
      ])().catch((error: unknown) => error);
      if (theirs.error === undefined) {
        expect({ filter, joinids: ours }).toEqual({ filter, joinids: theirs.joinids });
        selected++;
      } else {
        const isRefused = isCellmillError(ours, "ValueFilterError");
        expect({ filter, isRefused, theirs: theirs.error }).toEqual({ filter, isRefused: true, theirs: theirs.error });
        refused++;
      }
    }
    // The sample must exercise both outcomes, or the comparison says little.
    expect(selected).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(30);
  });

  it("60 random coordinates read the same cells of X", async () => {
    const raw = (await open(`${root}/ms/RNA/X/raw`)) as SparseNDArray;
    const coord = (length: number): fc.Arbitrary<Coord> => {
      const id = fc.integer({ min: 0, max: length - 1 });
      return fc.oneof(
        fc.uniqueArray(id, { minLength: 1, maxLength: 20 }),
        fc.tuple(id, id).map(([a, b]) => ({ start: Math.min(a, b), stop: Math.max(a, b) })),
        fc.constant({}),
        id.map((start) => ({ start })),
      );
    };
    for (const coords of fc.sample(fc.tuple(coord(300), coord(200)), { seed: 7, numRuns: 60 })) {
      const theirs = await oracle.ask<{ cells: number[][] }>({ ask: "sparse", uri: `${root}/ms/RNA/X/raw`, coords });
      const table = await raw.read({ coords });
      const ours = Array.from({ length: table.nRows }, (_, row) => Object.values(table.row(row)) as number[]);
      ours.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      expect({ coords, cells: ours }).toEqual({ coords, cells: theirs.cells });
    }
  });

  it.each(["nnz >= 20", "donor_id == None", "raw_sum < 0"])(
    "prints the AnnData of %s in the same words",
    async (filter) => {
      const theirs = await oracle.ask<{ text: string; nObs: number; nVars: number }>({
        ask: "printed",
        uri: root,
        filter,
        layer: "raw",
      });
      const query = (await Experiment.open(root)).axisQuery("RNA", { obsQuery: { valueFilter: filter } });
      expect((await query.toAnnData("raw")).toString()).toBe(theirs.text);
      expect([await query.nObs(), await query.nVars()]).toEqual([theirs.nObs, theirs.nVars]);
    },
  );
});
