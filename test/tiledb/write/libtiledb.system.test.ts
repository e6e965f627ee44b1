import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeSparseArray } from "../../../src/tiledb/write/index.js";
import { oraclePython } from "../../oracle/python.js";
import { type ArbitraryArray, arbitraryArray } from "./arbitrary-array.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const SCRIPT = fileURLToPath(new URL("./read_with_tiledb.py", import.meta.url));
const ARRAYS = 60;

interface OracleColumn {
  readonly data: string;
  readonly offsets: readonly number[];
  readonly validity: readonly number[];
}

interface OracleArray {
  readonly columns: Readonly<Record<string, OracleColumn>>;
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
  readonly cells: number;
  readonly boxes: readonly (readonly (readonly [number, number])[])[];
  /** Numeric attributes whose aggregates were asked for, and which of them were wrong. */
  readonly aggregated: number;
  readonly wrongAggregates: readonly string[];
  readonly note: string;
}

function readWithTiledb(folder: string): Record<string, OracleArray> {
  const output = execFileSync(oraclePython(), [SCRIPT, folder], { encoding: "utf8", maxBuffer: 2 ** 28 });
  return JSON.parse(output) as Record<string, OracleArray>;
}

function hex(values: ArrayBufferView): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex");
}

function expectEqualToWritten(read: OracleArray, written: ArbitraryArray): void {
  expect(read.cells).toBe(written.cells);
  expect(read.boxes.length).toBe(Math.ceil(written.cells / written.spec.capacity));
  expect(read.wrongAggregates).toEqual([]);
  expect(read.note).toBe("written");
  for (const [name, column] of written.columns) {
    const actual = read.columns[name]!;
    expect(actual.data).toBe(hex(column.values));
    expect(actual.validity).toEqual(column.validity === undefined ? [] : [...column.validity]);
    expect(actual.offsets).toEqual(
      column.offsets === undefined ? [] : Array.from(column.offsets).slice(0, written.cells),
    );
  }
  const enumerated = written.spec.attributes.filter(({ enumeration }) => enumeration !== undefined);
  expect(Object.keys(read.enumerations)).toEqual(enumerated.map(({ name }) => name));
  for (const values of Object.values(read.enumerations)) expect(values).toEqual(["", "é", "third"]);
}

describe("libtiledb", () => {
  it("reads from random arrays exactly the bytes that were written, and aggregates them from our tile metadata", async () => {
    await withTemporaryFolder(async (folder) => {
      // Distinct cells only: among equal coordinates libtiledb's order in a tile is its own affair.
      const arrays = fc.sample(arbitraryArray(), { numRuns: 3 * ARRAYS, seed: 7 }).filter(({ spec, cells }) => {
        return !spec.allowsDuplicates && cells > 0;
      });
      expect(arrays.length).toBeGreaterThan(ARRAYS);
      for (const [i, { spec, columns }] of arrays.entries()) {
        const formatVersion = i % 2 === 0 ? 22 : 21;
        await writeSparseArray(join(folder, `${i}`), spec, [columns], { note: "written" }, { formatVersion });
      }
      const read = readWithTiledb(folder);
      expect(Object.values(read).reduce((sum, { aggregated }) => sum + aggregated, 0)).toBeGreaterThan(ARRAYS / 2);
      for (const [i, array] of arrays.entries()) expectEqualToWritten(read[`${i}`]!, array);
    });
  });
});
