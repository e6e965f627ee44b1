import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CellList,
  type CompactBlock,
  type Kernels,
  loadKernels,
  referenceKernels,
  type TileList,
} from "../../src/kernels/index.js";
import { encodeTiles, type TileLayout } from "./encode-tiles.js";

const WIDTH = 1200;
const FIRST = 100;

/** Cells in space tiles of 300 columns: all rows of a tile before the next tile, in runs of up to 300 cells. */
function cellsFrom(seed: number, nRows: number, density: number, valueAt: (random: () => number) => number): CellList {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const rows: number[] = [];
  const cols: number[] = [];
  const values: number[] = [];
  for (let tile = 0; tile < WIDTH; tile += 300) {
    for (let row = 0; row < nRows; row++) {
      const share = row % 4 === 3 ? 0.02 : density;
      for (let col = tile; col < tile + 300; col++) {
        if (random() >= share) continue;
        rows.push(FIRST + row);
        cols.push(col);
        values.push(valueAt(random));
      }
    }
  }
  const columns = { rows: Int32Array.from(rows), cols: Int32Array.from(cols), values: Float32Array.from(values) };
  return { ...columns, length: rows.length, firstRow: FIRST, nRows };
}

const small = (random: () => number): number => Math.floor(random() ** 6 * 40);
const counts = (random: () => number): number => Math.floor(random() ** 20 * 9000);
const odd = (random: () => number): number =>
  random() < 0.85
    ? small(random)
    : [-0, 0.5, 254, 255, 256, 1e9, 3.4e-20, -7, Number.NaN, 2 ** 24][Math.floor(random() * 10)]!;
const fractions = (random: () => number): number => random() * 5;

const layouts: fc.Arbitrary<TileLayout> = fc.record({
  cellsPerTile: fc.constantFrom(7, 512, 4096, 65_536),
  partCells: fc.tuple(...([1, 2, 3] as const).map(() => fc.constantFrom(5, 64, 100, 1024, 8192))) as fc.Arbitrary<
    [number, number, number]
  >,
  elementBytes: fc.tuple(fc.constantFrom(4, 8), fc.constantFrom(4, 8)),
  shuffled: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
});

function sameBlocks(actual: readonly CompactBlock[], expected: readonly CompactBlock[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((block, b) => {
    for (const key of [
      "sizeBytes",
      "nRows",
      "nCols",
      "indptr",
      "indices",
      "counts",
      "escapes",
      "values",
      "totals",
    ] as const)
      expect([b, key, block[key]]).toEqual([b, key, expected[b]![key]]);
  });
}

const plain: TileLayout = {
  cellsPerTile: 1024,
  partCells: [512, 512, 1024],
  elementBytes: [8, 8],
  shuffled: [false, true, true],
};

describe.each(["reference", "wasm"] as const)("packTiles of %s", (target) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await loadKernels(target);
  });

  it.each([
    ["small counts", small],
    ["counts", counts],
    ["odd values", odd],
  ])("packs tiles of %s exactly as packCells packs the cells", (_, valueAt) => {
    const cases = fc.tuple(
      fc.nat(),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0.01, 0.2, 0.9),
      layouts,
      fc.boolean(),
      fc.constantFrom(1, 5, 1024),
    );
    fc.assert(
      fc.property(cases, ([seed, nRows, density, layout, mapRows, blockRows]) => {
        const all = cellsFrom(seed, nRows, density, valueAt);
        const rowOf = mapRows
          ? Int32Array.from({ length: nRows }, (_v, r) => (r % 3 === 0 ? -1 : r - Math.floor(r / 3) - 1))
          : undefined;
        const cells = { ...all, rowOf, nRows: rowOf === undefined ? nRows : rowOf.filter((row) => row >= 0).length };
        const packed = kernels.packTiles(encodeTiles(cells, FIRST + nRows - 1, layout), WIDTH, blockRows);
        sameBlocks(packed!, referenceKernels.packCells(cells, WIDTH, blockRows)!);
      }),
      { numRuns: target === "wasm" ? 60 : 5 },
    );
  });

  it("leaves out the rows beside the wanted ones", () => {
    const cells = cellsFrom(5, 10, 0.5, counts);
    const list = { ...encodeTiles(cells, FIRST + 9, plain), firstRow: FIRST + 2, lastRow: FIRST + 6, nRows: 5 };
    const inside = Array.from(cells.rows.keys()).filter(
      (i) => cells.rows[i]! >= FIRST + 2 && cells.rows[i]! <= FIRST + 6,
    );
    const kept = {
      rows: Int32Array.from(inside, (i) => cells.rows[i]!),
      cols: Int32Array.from(inside, (i) => cells.cols[i]!),
      values: Float32Array.from(inside, (i) => cells.values[i]!),
      length: inside.length,
      firstRow: FIRST + 2,
      nRows: 5,
    };
    sameBlocks(kernels.packTiles(list, WIDTH, 3)!, referenceKernels.packCells(kept, WIDTH, 3)!);
  });

  it("packs no tiles as empty rows", () => {
    const none = { tiles: [], firstRow: 0, lastRow: 2, nRows: 3 };
    const empty = {
      rows: new Int32Array(0),
      cols: new Int32Array(0),
      values: new Float32Array(0),
      length: 0,
      firstRow: 0,
    };
    sameBlocks(kernels.packTiles(none, 9, 2)!, referenceKernels.packCells({ ...empty, nRows: 3 }, 9, 2)!);
  });

  it("packs values that are no counts as they are, or leaves them to the general path", () => {
    const cells = cellsFrom(9, 6, 0.7, fractions);
    const packed = kernels.packTiles(encodeTiles(cells, FIRST + 5, plain), WIDTH, 1024);
    if (packed !== undefined) sameBlocks(packed, referenceKernels.packCells(cells, WIDTH, 1024)!);
    expect(packed === undefined).toBe(target === "wasm");
  });

  const cells = cellsFrom(3, 8, 0.4, counts);
  const list = encodeTiles(cells, FIRST + 7, plain);
  const changed = (change: (tile: TileList["tiles"][number]) => object): TileList => ({
    ...list,
    tiles: list.tiles.map((tile, t) => (t === 1 ? { ...tile, ...change(tile) } : tile)),
  });
  const swapped = (): TileList => {
    const cols = cells.cols.slice();
    [cols[1500], cols[1501]] = [cols[1501]!, cols[1500]!];
    return encodeTiles({ ...cells, cols }, FIRST + 7, plain);
  };
  const wide = (): TileList =>
    encodeTiles({ ...cells, rows: cells.rows.map((row, i) => (i === 9 ? -1 : row)) }, FIRST + 7, plain);

  it.each([
    ["rows below their tile's box", () => changed((tile) => ({ lowRow: tile.lowRow + 1 })), WIDTH],
    ["rows above their tile's box", () => changed((tile) => ({ highRow: tile.highRow - 1 })), WIDTH],
    ["a box that allows what no row may be", () => ({ ...wide(), nRows: 8 }), WIDTH],
    ["columns beyond the last one", () => list, cells.cols.reduce((a, b) => Math.max(a, b))],
    ["columns that do not ascend in a row", swapped, WIDTH],
    ["more row ids than cells", () => changed((tile) => ({ length: tile.length - 1 })), WIDTH],
    ["fewer values than cells", () => changed((tile) => ({ values: { ...tile.values, *parts() {} } })), WIDTH],
  ] as const)("does not pack %s", (what, make, width) => {
    const packed = kernels.packTiles(make(), width, 1024);
    // The reference takes negative ids for what they are: outside of the wanted rows.
    if (target === "reference" && what.startsWith("a box")) expect(packed).toBeDefined();
    else expect(packed).toBeUndefined();
    expect(kernels.packTiles(list, WIDTH, 1024)).toBeDefined();
  });
});
