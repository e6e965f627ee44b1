import { type ByteStore, mapLimit, type ReadOptions } from "../../io/index.js";
import type { Fragment } from "../fragment/fragment.js";
import { type CellColumn, concatColumns, fillColumn } from "./cell-column.js";
import { decodeField } from "./decode-field.js";
import { fetchField } from "./fetch-field.js";
import { type ArrayField, type FragmentField, fragmentField } from "./field.js";

/** Some data tiles of a fragment and how many cells each has. */
export interface TileRun {
  readonly fragment: Fragment;
  readonly tiles: readonly number[];
  readonly cells: readonly number[];
}

/** Cells of all runs together. */
export function countCells(runs: readonly TileRun[]): number {
  return runs.reduce((sum, run) => sum + run.cells.reduce((s, count) => s + count, 0), 0);
}

/** Reads columns for the runs' cells, run after run. Attributes that a fragment's schema lacks hold the fill value. */
export async function readFields(
  store: ByteStore,
  runs: readonly TileRun[],
  fields: readonly ArrayField[],
  options: ReadOptions = {},
): Promise<Map<string, CellColumn>> {
  const columns = await mapLimit(fields, 8, async (field) => {
    const parts = await mapLimit(runs, 4, (run) => readRun(store, run, field, options));
    return parts.length === 0 ? emptyColumn(field) : concatColumns(parts);
  });
  return new Map(fields.map((field, i) => [field.name, columns[i]!]));
}

async function readRun(store: ByteStore, run: TileRun, field: ArrayField, options: ReadOptions): Promise<CellColumn> {
  const stored = fragmentField(run.fragment, field);
  if (stored === undefined) return fillColumn(field.attribute!, countCells([run]));
  return readStored(store, run, stored, options);
}

/** Reads one stored field of one run. */
export async function readStored(
  store: ByteStore,
  run: TileRun,
  field: FragmentField,
  options: ReadOptions = {},
): Promise<CellColumn> {
  const bytes = await fetchField(store, run.fragment, field, run.tiles, options);
  return decodeField(field, bytes, run.cells, run.fragment.where);
}

function emptyColumn(field: ArrayField): CellColumn {
  const fill = new Uint8Array(0);
  return fillColumn({ fill, fillValid: false, isVar: field.isVar, nullable: field.nullable }, 0);
}
