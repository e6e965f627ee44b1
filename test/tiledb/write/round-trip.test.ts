import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ColumnData, openArray } from "../../../src/tiledb/index.js";
import { type CellBatch, type CellColumn, writeSparseArray } from "../../../src/tiledb/write/index.js";
import { type ArbitraryArray, arbitraryArray } from "./arbitrary-array.js";
import { withTemporaryFolder } from "./temporary-folder.js";

/** Cells `start … end − 1` of a column. */
function sliceColumn(column: CellColumn, start: number, end: number): CellColumn {
  const validity = column.validity === undefined ? {} : { validity: column.validity.subarray(start, end) };
  if (column.offsets === undefined) return { values: column.values.subarray(start, end), ...validity };
  return { values: column.values, offsets: Array.from(column.offsets).slice(start, end + 1), ...validity };
}

function batches({ columns, cuts }: ArbitraryArray): CellBatch[] {
  return cuts.slice(1).map((end, i) => {
    return new Map([...columns].map(([name, column]) => [name, sliceColumn(column, cuts[i]!, end)]));
  });
}

/** Raw bytes, so that NaNs and zeros count by their bits. */
function bytes(values: ArrayBufferView): number[] {
  return [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
}

function expectEqualColumns(read: ColumnData, written: CellColumn, cells: number): void {
  expect(read.validity === undefined ? undefined : [...read.validity]).toEqual(
    written.validity === undefined ? undefined : [...written.validity],
  );
  if (written.offsets !== undefined) {
    expect([...read.offsets!]).toEqual([...Array.from(written.offsets)]);
    expect(bytes(read.values)).toEqual(bytes(written.values));
    return;
  }
  expect(read.values.length).toBe(cells);
  expect(bytes(read.values)).toEqual(bytes(written.values));
}

describe("writing and reading sparse arrays", () => {
  it("gives back every value of any array, in the order written", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryArray(), fc.constantFrom(21 as const, 22 as const), async (array, formatVersion) => {
        await withTemporaryFolder(async (folder) => {
          const uri = join(folder, "array");
          await writeSparseArray(uri, array.spec, batches(array), { note: "é" }, { formatVersion });
          const opened = await openArray(uri);
          expect(await opened.cellCount()).toBe(array.cells);
          expect((await opened.metadata()).get("note")).toBe("é");
          const columns = await opened.read({ layout: "global" });
          for (const [name, column] of array.columns) expectEqualColumns(columns.get(name)!, column, array.cells);
          for (const { name, ordered } of array.spec.enumerations) {
            expect(await opened.enumeration(name)).toMatchObject({ values: ["", "é", "third"], ordered });
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it("describes the array as it was asked to", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryArray(), async (array) => {
        await withTemporaryFolder(async (folder) => {
          const uri = join(folder, "array");
          await writeSparseArray(uri, array.spec, batches(array));
          const { schema } = await openArray(uri);
          expect(schema).toMatchObject({
            version: 22,
            arrayType: "sparse",
            capacity: array.spec.capacity,
            allowsDuplicates: array.spec.allowsDuplicates,
            tileOrder: "row",
            cellOrder: "row",
          });
          expect(schema.dimensions.map(shapeOfField)).toEqual(array.spec.dimensions.map(shapeOfField));
          expect(schema.attributes.map(shapeOfField)).toEqual(array.spec.attributes.map(shapeOfField));
        });
      }),
      { numRuns: 30 },
    );
  });
});

/** What must survive, with filters by id and level. */
function shapeOfField(
  field: ArbitraryArray["spec"]["dimensions"][number] | ArbitraryArray["spec"]["attributes"][number],
): unknown {
  const { filters, ...rest } = field;
  return {
    ...rest,
    ...("domain" in rest ? { domain: rest.domain!.map(BigInt), tileExtent: BigInt(rest.tileExtent!) } : {}),
    ...("fill" in rest ? { fill: [...rest.fill] } : {}),
    // A dimension without filters takes the coordinates' pipeline, chunk size and all.
    maxChunkBytes: filters.filters.length === 0 ? 0 : filters.maxChunkBytes,
    filters: filters.filters.map(({ id, level }) => [id, id === 9 ? undefined : level]),
  };
}
