import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadKernels, unpackRows } from "../../src/kernels/index.js";
import type { CsrMatrix, MatrixSource, OpenStripeReader, StripeReader } from "../../src/matrix/index.js";

export interface SourceUnderTest {
  readonly source: MatrixSource;
  readonly open: OpenStripeReader;
  /** What the source holds. */
  readonly expected: CsrMatrix;
}

/** What every matrix source must do. */
export function matrixSourceContract(name: string, make: () => Promise<SourceUnderTest>): void {
  describe(`matrix source contract: ${name}`, () => {
    let given: SourceUnderTest;
    let reader: StripeReader;
    beforeAll(async () => {
      given = await make();
      // A worker gets a clone of the spec.
      reader = await given.open(structuredClone(given.source.spec));
    });
    afterAll(() => reader.close());

    it("has stripes that cover all rows without a gap", () => {
      let end = 0;
      for (const stripe of given.source.stripes) {
        expect(stripe.start).toBe(end);
        expect(stripe.end).toBeGreaterThan(stripe.start);
        end = stripe.end;
      }
      expect(end).toBe(given.source.shape[0]);
      expect(given.source.stripes.length).toBeGreaterThan(1);
    });

    it("reads each stripe as CSR with ascending columns and the right values", async () => {
      const { indptr, indices, data } = given.expected;
      for (const [index, { start, end }] of given.source.stripes.entries()) {
        const block = await reader.readStripe(index);
        expect([block.nRows, block.nCols]).toEqual([end - start, given.source.shape[1]]);
        expect([...block.indptr]).toEqual(Array.from(indptr.subarray(start, end + 1), (at) => at - indptr[start]!));
        expect([...block.indices]).toEqual([...indices.subarray(indptr[start]!, indptr[end]!)]);
        expect([...block.data]).toEqual([...data.subarray(indptr[start]!, indptr[end]!)]);
      }
    });

    it("gives cells, where it has them, that pack to the same rows", async () => {
      const kernels = await loadKernels();
      for (const [index, { start, end }] of given.source.stripes.entries()) {
        const cells = await reader.readCells?.(index);
        if (cells === undefined) return;
        const blocks = kernels.packCells(cells, given.source.shape[1], end - start);
        const rows = blocks === undefined ? undefined : unpackRows(blocks[0]!);
        const csr = cells.toCsr();
        expect([...csr.indptr]).toEqual([...(await reader.readStripe(index)).indptr]);
        if (rows === undefined) continue;
        expect([...rows.indices]).toEqual([...csr.indices]);
        expect([...rows.values]).toEqual([...csr.data]);
      }
    });

    it("gives tiles, where it has them, that pack to the same rows", async () => {
      const kernels = await loadKernels();
      for (const [index, { start, end }] of given.source.stripes.entries()) {
        const tiles = await reader.readTiles?.(index);
        if (tiles === undefined) return;
        const cells = (await reader.readCells!(index))!;
        const packed = kernels.packTiles(tiles, given.source.shape[1], end - start);
        expect(packed).toEqual(kernels.packCells(cells, given.source.shape[1], end - start));
        expect(packed).toBeDefined();
        expect(tiles.toCells().toCsr()).toEqual(cells.toCsr());
      }
    });

    it("knows row totals, if it says any, that the rows sum to", () => {
      const { rowTotals } = given.source;
      if (rowTotals === undefined) return;
      const { indptr, data } = given.expected;
      rowTotals.forEach((total, row) => {
        const values = data.subarray(indptr[row]!, indptr[row + 1]!);
        expect(total).toBe(values.reduce((sum, value) => sum + value, 0));
      });
    });

    it("stops when its signal has fired, or gives the stripe", async () => {
      const outcome = await reader.readStripe(0, { signal: AbortSignal.abort() }).catch((error: unknown) => error);
      expect(outcome).toSatisfy(
        (value: { tag?: string; indptr?: unknown }) => value.tag === "AbortError" || value.indptr !== undefined,
      );
    });
  });
}
