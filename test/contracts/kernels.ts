import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CompactBlock,
  type CsrRows,
  type Kernels,
  NOT_SELECTED,
  packedOffset,
  referenceKernels,
  type SelectedBlock,
  topEigenpairs,
  unpackRows,
} from "../../src/kernels/index.js";
import { type CsrShape, csrRows, wholeCounts, withOddValues } from "../kernels/csr-arbitrary.js";

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number, absolute: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = absolute + relative * Math.abs(expected[i]!);
    if (!(Math.abs(actual[i]! - expected[i]!) <= allowed)) {
      expect.fail(`value ${i}: expected ${expected[i]} ± ${allowed}, got ${actual[i]}`);
    }
  }
}

function sameBlock(actual: CompactBlock, expected: CompactBlock): void {
  expect(actual.sizeBytes).toBe(expected.sizeBytes);
  for (const key of ["indptr", "indices", "counts", "escapes", "values", "totals"] as const) {
    expect([key, actual[key]]).toEqual([key, expected[key]]);
  }
}

/** What every set of kernels must give; the reference passes it against itself and against plain arithmetic. */
export function kernelsContract(name: string, load: () => Promise<Kernels>): void {
  describe(`kernels contract: ${name}`, () => {
    let kernels: Kernels;
    beforeAll(async () => {
      kernels = await load();
    });

    const select = (target: Kernels, block: CompactBlock, k: number, map: Uint32Array, logFactor: number | null) => {
      const sums = new Float64Array(k);
      const counts = new Int32Array(k);
      const scale = block.totals.map((total) => (total > 0 ? 100 / total : 1));
      const selected = target.selectColumns(block, { scale, logFactor, map, k }, sums, counts);
      return { selected, sums, counts };
    };
    const eachColumn = (nCols: number): Uint32Array => Uint32Array.from({ length: nCols }, (_, c) => c);
    const blocksOf = (rows: readonly CsrRows[], nCols: number): SelectedBlock[] =>
      rows.map((r) => select(kernels, kernels.packRows(r, nCols), nCols, eachColumn(nCols), 1).selected);

    it.each([
      ["whole counts", wholeCounts, 3],
      ["odd values", withOddValues, 5],
    ])("packs %s exactly as the specification, and back", (_, values, bytes) => {
      fc.assert(
        fc.property(csrRows({ values }), ({ rows, nCols }: CsrShape) => {
          const block = kernels.packRows(rows, nCols);
          sameBlock(block, referenceKernels.packRows(rows, nCols));
          const back = unpackRows(block);
          expect(back.values).toEqual(rows.values);
          expect([...back.indices]).toEqual([...rows.indices]);
          expect(bytes).toBeGreaterThan(0);
        }),
      );
    });

    it("packs cells in storage order as the specification packs rows, with and without maps", () => {
      const cases = fc.tuple(
        csrRows({ values: withOddValues }),
        fc.constantFrom(1, 3, 1024),
        fc.boolean(),
        fc.boolean(),
      );
      fc.assert(
        fc.property(cases, ([{ rows, nCols }, blockRows, mapRows, mapCols]) => {
          // Column tiles of 8: all rows of a tile before the next tile, as TileDB stores them.
          const order = Array.from(rows.indices.keys());
          const rowOfEntry = order.map((i) => rows.indptr.findIndex((end, r) => r > 0 && i < end) - 1);
          order.sort((a, b) => (rows.indices[a]! >> 3) - (rows.indices[b]! >> 3) || a - b);
          const rowOf = mapRows
            ? Int32Array.from({ length: rows.nRows }, (_, r) => (r % 3 === 0 ? -1 : r - Math.floor(r / 3) - 1))
            : undefined;
          const colOf = mapCols ? Int32Array.from({ length: nCols }, (_, c) => (c % 2 === 0 ? c / 2 : -1)) : undefined;
          const cells = {
            rows: Int32Array.from(order, (i) => rowOfEntry[i]! + 100),
            cols: Int32Array.from(order, (i) => rows.indices[i]!),
            values: Float32Array.from(order, (i) => rows.values[i]!),
            length: order.length,
            firstRow: 100,
            rowOf,
            colOf,
            nRows: rowOf === undefined ? rows.nRows : rowOf.filter((r) => r >= 0).length,
          };
          const width = mapCols ? Math.ceil(nCols / 2) : nCols;
          const actual = kernels.packCells(cells, width, blockRows)!;
          const expected = referenceKernels.packCells(cells, width, blockRows)!;
          expect(actual.length).toBe(expected.length);
          actual.forEach((block, b) => {
            sameBlock(block, expected[b]!);
          });
          if (!mapRows && !mapCols && blockRows === 1024 && rows.nRows > 0)
            sameBlock(actual[0]!, kernels.packRows(rows, nCols));
        }),
      );
    });

    it("does not pack cells whose columns do not ascend within a row", () => {
      const cells = {
        rows: Int32Array.of(0, 1, 0),
        values: Float32Array.of(1, 2, 3),
        length: 3,
        firstRow: 0,
        nRows: 2,
      };
      expect(kernels.packCells({ ...cells, cols: Int32Array.of(5, 1, 5) }, 9, 1024)).toBeUndefined();
      expect(kernels.packCells({ ...cells, cols: Int32Array.of(5, 1, 4) }, 9, 1024)).toBeUndefined();
      expect(kernels.packCells({ ...cells, cols: Int32Array.of(5, 1, 6) }, 9, 1024)).toHaveLength(1);
    });

    it("packs more cells than it copies at a time", () => {
      const length = 100_000;
      const cells = {
        rows: Int32Array.from({ length }, (_, i) => i % 50),
        cols: Int32Array.from({ length }, (_, i) => Math.floor(i / 50)),
        values: Float32Array.from({ length }, (_, i) => (i * 7) % 300),
        length,
        firstRow: 0,
        nRows: 50,
      };
      kernels.packCells(cells, 2000, 20)!.forEach((block, b) => {
        sameBlock(block, referenceKernels.packCells(cells, 2000, 20)![b]!);
      });
    });

    it("uses 32-bit columns above 65,536 of them", () => {
      const rows = {
        nRows: 1,
        indptr: Int32Array.of(0, 2),
        indices: Int32Array.of(1, 70_000),
        values: Float32Array.of(2, 300),
      };
      const block = kernels.packRows(rows, 70_001);
      expect(block.indices).toBeInstanceOf(Uint32Array);
      expect([...block.indices]).toEqual([1, 70_000]);
      const moments = new Float64Array(140_002);
      kernels.addMoments(block, ones(1), moments);
      expect([moments[2], moments[3], moments[140_000], moments[140_001]]).toEqual([2, 4, 300, 90_000]);
      const map = new Uint32Array(70_001).fill(NOT_SELECTED);
      map[70_000] = 0;
      const { selected } = select(kernels, block, 1, map, null);
      expect([...selected.values]).toEqual([Math.fround(300 * (100 / 302))]);
    });

    it("adds moments with the same bits as the specification", () => {
      fc.assert(
        fc.property(csrRows({ values: withOddValues }), ({ rows, nCols }) => {
          const block = kernels.packRows(rows, nCols);
          const scale = block.totals.map((total) => (total > 0 ? 1 / total : 1));
          const actual = new Float64Array(2 * nCols).fill(0.5);
          const expected = actual.slice();
          kernels.addMoments(block, scale, actual);
          referenceKernels.addMoments(block, scale, expected);
          expect(actual).toEqual(expected);
        }),
      );
    });

    it("selects, transforms and relabels columns as the specification", () => {
      const cases = fc.tuple(
        csrRows({ values: withOddValues }),
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom(null, 1, 1 / Math.LN2),
      );
      fc.assert(
        fc.property(cases, ([{ rows, nCols }, chosen, logFactor]) => {
          const map = new Uint32Array(nCols).fill(NOT_SELECTED);
          let k = 0;
          // Descending new names, so that every row must be sorted again.
          for (let c = nCols - 1; c >= 0; c--) if (chosen.next().value) map[c] = k++;
          if (k === 0) return;
          const block = referenceKernels.packRows(rows, nCols);
          const actual = select(kernels, block, k, map, logFactor);
          const expected = select(referenceKernels, block, k, map, logFactor);
          expect(actual.selected.indptr).toEqual(expected.selected.indptr);
          expect(actual.selected.indices).toEqual(expected.selected.indices);
          expect(actual.counts).toEqual(expected.counts);
          // One unit in the last place of float32: log1p of two libraries before the same rounding.
          close(actual.selected.values, expected.selected.values, 1.2e-7, 1e-30);
          close(actual.sums, expected.sums, 2e-7, 1e-12);
        }),
      );
    });

    it.each([0, 32, 64, 128])("computes Gram rows as the specification, for any cut into ranges (head %i)", (head) => {
      const cases = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 2 ** 30 }));
      fc.assert(
        fc.property(cases, ([nCols, seed]) => {
          const rows = [
            seededRows(40, nCols, 0.3, seed),
            seededRows(7, nCols, 0.9, seed + 1),
            seededRows(1, nCols, 0, seed),
          ];
          const blocks = blocksOf(rows, nCols);
          const expected = referenceKernels.gramRows(blocks, nCols, 0, 0, nCols);
          const middle = Math.min(nCols, Math.max(head, nCols >> 1));
          const first = kernels.gramRows(blocks, nCols, head, 0, middle);
          const second = kernels.gramRows(blocks, nCols, head, middle, nCols);
          close(first, expected.subarray(0, packedOffset(middle)), 1e-5, 1e-6);
          close(second, expected.subarray(packedOffset(middle)), 1e-5, 1e-6);
          // The cut must not change a bit: workers may split the rows as they like.
          expect([...first, ...second]).toEqual([...kernels.gramRows(blocks, nCols, head, 0, nCols)]);
        }),
        { numRuns: 25 },
      );
    });

    it("projects as the specification", () => {
      const cases = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 0, max: 2 ** 30 }));
      fc.assert(
        fc.property(cases, ([width, seed]) => {
          const blocks = blocksOf([seededRows(20, 50, 0.4, seed), seededRows(3, 50, 0.1, seed + 1)], 50);
          const loadings = Float32Array.from({ length: 50 * width }, (_, i) => Math.sin(i + seed));
          const shift = Float64Array.from({ length: width }, (_, i) => Math.cos(i));
          close(
            kernels.project(blocks, loadings, width, shift),
            referenceKernels.project(blocks, loadings, width, shift),
            1e-5,
            1e-4,
          );
        }),
        { numRuns: 30 },
      );
    });

    it.each([
      [300, 20],
      [161, 5],
      [40, 12],
    ])("finds the top eigenpairs of a matrix of size %i (%i of them)", (k, count) => {
      const packed = knownSpectrum(k, (i) => 1000 * 0.8 ** i + 0.01);
      const { values, vectors } = topEigenpairs(kernels, packed, k, count);
      for (let c = 0; c < count; c++) {
        expect(values[c]! / (1000 * 0.8 ** c + 0.01)).toBeCloseTo(1, 9);
        const v = vectors.subarray(c * k, (c + 1) * k);
        close(
          multiply(packed, k, v),
          v.map((x) => x * values[c]!),
          0,
          1e-6,
        );
      }
      for (let a = 0; a < count; a++) {
        for (let b = 0; b <= a; b++) {
          let dot = 0;
          for (let i = 0; i < k; i++) dot += vectors[a * k + i]! * vectors[b * k + i]!;
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 9);
        }
      }
    });

    it("goes on when the matrix has fewer directions than the basis (rank 30 of 400)", () => {
      const packed = knownSpectrum(400, (i) => (i < 30 ? 30 - i : 0));
      const { values } = topEigenpairs(kernels, packed, 400, 40);
      for (let c = 0; c < 40; c++) expect(values[c]).toBeCloseTo(c < 30 ? 30 - c : 0, 8);
    });
  });
}

function seededRows(nRows: number, nCols: number, density: number, seed: number): CsrRows {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const indptr = new Int32Array(nRows + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < nRows; row++) {
    for (let c = 0; c < nCols; c++) {
      if (random() >= density) continue;
      indices.push(c);
      values.push(1 + Math.floor(random() ** 4 * 400));
    }
    indptr[row + 1] = indices.length;
  }
  return { nRows, indptr, indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

/** Packed lower triangle of H·diag(spectrum)·H for a Householder reflection H: eigenvalues are known exactly. */
function knownSpectrum(k: number, eigenvalue: (i: number) => number): Float64Array {
  const u = Float64Array.from({ length: k }, (_, i) => Math.sin(3 * i + 1));
  const norm = Math.hypot(...u);
  const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / norm ** 2;
  const packed = new Float64Array(packedOffset(k));
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < k; t++) sum += h(i, t) * eigenvalue(t) * h(t, j);
      packed[packedOffset(i) + j] = sum;
    }
  }
  return packed;
}

function multiply(packed: Float64Array, k: number, v: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) out[i]! += packed[i >= j ? packedOffset(i) + j : packedOffset(j) + i]! * v[j]!;
  }
  return out;
}
