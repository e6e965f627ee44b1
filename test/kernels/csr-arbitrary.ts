import fc from "fast-check";
import type { CsrRows } from "../../src/kernels/index.js";

export interface CsrShape {
  readonly rows: CsrRows;
  readonly nCols: number;
}

/** Counts as sequencing gives them: mostly small, some above what a byte holds. */
export const wholeCounts: fc.Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 70_000 }) },
);

/** Anything a float32 layer may hold: fractions, negatives, −0, large values. */
export const withOddValues: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: wholeCounts },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 1.25, 254, 255, 256, -0, 1e9, 3.4e-20) },
  { weight: 1, arbitrary: fc.float({ min: 0, max: 1000, noNaN: true }) },
);

/** CSR rows with ascending columns, empty rows and empty matrices included. */
export function csrRows({ values }: { values: fc.Arbitrary<number> }): fc.Arbitrary<CsrShape> {
  return fc.integer({ min: 1, max: 40 }).chain((nCols) =>
    fc
      .array(fc.array(fc.tuple(fc.integer({ min: 0, max: nCols - 1 }), values), { maxLength: 12 }), { maxLength: 12 })
      .map((raw) => {
        const indptr = new Int32Array(raw.length + 1);
        const indices: number[] = [];
        const data: number[] = [];
        raw.forEach((entries, row) => {
          for (const [column, value] of [...new Map(entries)].sort((a, b) => a[0] - b[0])) {
            indices.push(column);
            data.push(value);
          }
          indptr[row + 1] = indices.length;
        });
        const rows = { nRows: raw.length, indptr, indices: Int32Array.from(indices), values: Float32Array.from(data) };
        return { rows, nCols };
      }),
  );
}
