import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCsr, type CellPlacement } from "../../src/soma/build-csr.js";
import { planStripes, somaSource, stripeHeight } from "../../src/soma/soma-source.js";

interface Cell {
  readonly row: number;
  readonly col: number;
  readonly value: number;
}

const pack = (cells: readonly Cell[]) => ({
  rows: Int32Array.from(cells, (cell) => cell.row),
  cols: Int32Array.from(cells, (cell) => cell.col),
  values: Float32Array.from(cells, (cell) => cell.value),
  length: cells.length,
});

/** The plain way: place each cell, add up equal places, sort. */
function expected(cells: readonly Cell[], { nRows, firstRow = 0, rowOf, colOf }: CellPlacement): Map<number, number>[] {
  const rows = Array.from({ length: nRows }, () => new Map<number, number>());
  for (const cell of cells) {
    const row = rowOf === undefined ? cell.row - firstRow : rowOf[cell.row - firstRow]!;
    const col = colOf === undefined ? cell.col : (colOf[cell.col] ?? -1);
    if (row >= 0 && col >= 0) rows[row]!.set(col, (rows[row]!.get(col) ?? 0) + cell.value);
  }
  return rows.map((row) => new Map([...row].sort(([a], [b]) => a - b)));
}

function actual(cells: readonly Cell[], placement: CellPlacement): Map<number, number>[] {
  const { indptr, indices, data } = buildCsr(pack(cells), placement);
  return Array.from({ length: placement.nRows }, (_, row) => {
    const entries = Array.from(indices.subarray(indptr[row], indptr[row + 1]), (col, i): [number, number] => [
      col,
      data[indptr[row]! + i]!,
    ]);
    expect(entries.every(([col], i) => i === 0 || entries[i - 1]![0] < col)).toBe(true);
    return new Map(entries);
  });
}

const cells = fc.array(
  fc.record({
    row: fc.integer({ min: 10, max: 17 }),
    col: fc.integer({ min: 0, max: 9 }),
    value: fc.integer({ min: 0, max: 5 }),
  }),
);
const map = (length: number, top: number) =>
  fc
    .array(fc.integer({ min: -1, max: top }), { minLength: length, maxLength: length })
    .map((list) => Int32Array.from(list));

describe("buildCsr", () => {
  it("keeps explicit zeros and adds up cells that were stored twice", () => {
    const block = buildCsr(
      pack([
        { row: 5, col: 2, value: 0 },
        { row: 5, col: 1, value: 3 },
        { row: 5, col: 2, value: 4 },
        { row: 7, col: 0, value: 0 },
      ]),
      { nRows: 3, nCols: 3, firstRow: 5 },
    );
    expect([[...block.indptr], [...block.indices], [...block.data]]).toEqual([
      [0, 2, 2, 3],
      [1, 2, 0],
      [3, 4, 0],
    ]);
  });

  it("equals the plain way for any order of cells and any choice of rows and columns", () => {
    const options = { nil: undefined };
    fc.assert(
      fc.property(cells, fc.option(map(8, 7), options), fc.option(map(7, 9), options), (list, rowOf, colOf) => {
        const placement = { nRows: 8, nCols: 10, firstRow: 10, rowOf, colOf };
        expect(actual(list, placement)).toEqual(expected(list, placement));
      }),
    );
  });
});

describe("stripes of a SOMA matrix", () => {
  it.each([
    [2048, 2048],
    [1, 2048],
    [100, 2000],
    [1500, 1500],
    [5000, 5000],
    [16384, 16384],
    [100_000, 2048],
  ])("of row tiles of %i are %i rows high", (extent, height) => {
    expect(stripeHeight(extent)).toBe(height);
  });

  it("cover the query's rows without gaps, and no stripe crosses a band", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 })),
        fc.integer({ min: 1, max: 3000 }),
        (ids, height) => {
          const sorted = ids.sort((a, b) => a - b);
          const stripes = planStripes(sorted, height);
          let next = 0;
          for (const { start, end } of stripes) {
            expect(start).toBe(next);
            expect(end).toBeGreaterThan(start);
            expect(Math.floor(sorted[start]! / height)).toBe(Math.floor(sorted[end - 1]! / height));
            next = end;
          }
          expect(next).toBe(sorted.length);
          expect(stripes.length).toBe(new Set(sorted.map((id) => Math.floor(id / height))).size);
        },
      ),
    );
  });

  it("map columns unless the query has all that are stored", () => {
    const source = (varJoinids: number[], storedCols: number) =>
      somaSource({
        uri: "memory",
        context: {},
        obsJoinids: Float64Array.of(4, 7),
        varJoinids: Float64Array.from(varJoinids),
        rowTileExtent: 4,
        storedCols,
      });
    expect(source([0, 1, 2], 3).spec["colOf"]).toBeUndefined();
    expect([...new Int32Array(source([0, 1], 3).spec["colOf"] as SharedArrayBuffer)]).toEqual([0, 1, -1]);
    expect([...new Int32Array(source([1, 3], 5).spec["colOf"] as SharedArrayBuffer)]).toEqual([-1, 0, -1, 1, -1]);
    expect(structuredClone(source([1, 3], 5).spec)).toMatchObject({ kind: "soma", nCols: 2, uri: "memory" });
    expect(source([0, 1, 2], 3).spec.id).not.toBe(source([0, 1, 2], 3).spec.id);
  });
});
