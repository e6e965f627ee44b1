import { UnsupportedFeatureError } from "../../core/index.js";
import { type ByteStore, mapLimit, type ReadOptions } from "../../io/index.js";
import type { DeleteMarker } from "../fragment/commits.js";
import type { Fragment } from "../fragment/fragment.js";
import type { ArraySchema, Enumeration, QueryCondition } from "../types.js";
import { type CellColumn, gatherColumn } from "./cell-column.js";
import { type CellCompare, globalCompare, latestOfEqual, mergeRuns, rowMajorCompare, sortCells } from "./cell-order.js";
import { type ConditionColumn, evaluateCondition } from "./condition.js";
import { type DeleteCondition, deleteColumns, evaluateKeep, parseDelete } from "./deletes.js";
import { arrayField, timeField } from "./field.js";
import { columnKeys, int64ToFloat64 } from "./keys.js";
import { needsBoxes, planSparse, type SparsePlan, type SparseQuery } from "./plan-sparse.js";
import { countCells, readFields, readStored, type TileRun } from "./read-fields.js";

/** What a sparse read works on. */
export interface SparseSource {
  readonly store: ByteStore;
  readonly schema: ArraySchema;
  readonly fragments: readonly Fragment[];
  readonly deletes: readonly DeleteMarker[];
  readonly timestamp: number;
  readonly uri: string;
  enumeration(name: string): Promise<Enumeration>;
}

/** Reads cells of a sparse array: tiles are chosen, cells selected and ordered, then the other columns are read. */
export async function readSparse(
  source: SparseSource,
  query: SparseQuery & { readonly condition?: QueryCondition },
  options: ReadOptions = {},
): Promise<{ readonly cells: number; readonly columns: Map<string, CellColumn> }> {
  const { store, schema, fragments, uri } = source;
  const deletes = source.deletes.map((marker) => parseDelete(marker, uri));
  const summaries = await mapLimit(fragments, 8, async (fragment) => {
    const summary = {
      tiles: fragment.tiles,
      nonEmptyDomain: fragment.footer.nonEmptyDomain,
      hasTimestamps: fragment.footer.hasTimestamps,
    };
    return needsBoxes(summary, query.ranges) ? { ...summary, boxes: await fragment.boxes() } : summary;
  });
  const planned = planSparse(schema, summaries, query);
  const deleteNames = deletes.flatMap((condition) => deleteColumns(condition.keep));
  const first = [...new Set([...planned.first, ...deleteNames])];
  const plan = { ...planned, first, rest: planned.rest.filter((name) => !first.includes(name)) };
  const runs = plan.tiles
    .map((tiles, f): TileRun => {
      const fragment = fragments[f]!;
      return { fragment, tiles, cells: tiles.map((tile) => fragment.tileCells(tile)) };
    })
    .filter((run) => run.tiles.length > 0);
  const fieldsOf = (names: readonly string[]) => names.map((name) => arrayField(schema, name, uri));
  const [columns, times] = await Promise.all([
    readFields(store, runs, fieldsOf(plan.first), options),
    readTimes(source, runs, plan, deletes, options),
  ]);
  const selection = await selectCells(source, query, plan, runs, columns, times, deletes);
  const rest = await readRest(source, runs, plan.rest, selection, options);
  const cells = selection?.length ?? countCells(runs);
  const result = new Map<string, CellColumn>();
  for (const name of query.columns) {
    const column = rest.get(name) ?? columns.get(name)!;
    const isGathered = selection === undefined || rest.has(name);
    result.set(name, isGathered ? column : gatherColumn(column, selection));
  }
  return { cells, columns: result };
}

/** Write and delete times per run, where they matter. */
interface RunTimes {
  readonly written?: Float64Array;
  readonly deleted?: Float64Array;
}

async function readTimes(
  source: SparseSource,
  runs: readonly TileRun[],
  plan: SparsePlan,
  deletes: readonly DeleteCondition[],
  options: ReadOptions,
): Promise<RunTimes[]> {
  return mapLimit(runs, 4, async (run) => {
    const { footer, name } = run.fragment;
    const cutsThrough = source.timestamp < name.end || deletes.some((condition) => condition.time < name.end);
    const read = async (file: "t" | "dt"): Promise<Float64Array> => {
      const column = await readStored(source.store, run, timeField(run.fragment, file), options);
      // "Never deleted" is the largest u64, which comes out as −1.
      return int64ToFloat64(column.bytes) ?? Float64Array.from(new BigUint64Array(column.bytes.buffer), Number);
    };
    return {
      ...(footer.hasTimestamps && (cutsThrough || plan.deduplicate) ? { written: await read("t") } : {}),
      ...(footer.hasDeleteMetadata ? { deleted: await read("dt") } : {}),
    };
  });
}

/** The selected cells in result order, as indices into the runs' cells; `undefined` = all, as they are. */
async function selectCells(
  source: SparseSource,
  query: SparseQuery & { readonly condition?: QueryCondition },
  plan: SparsePlan,
  runs: readonly TileRun[],
  columns: ReadonlyMap<string, CellColumn>,
  times: readonly RunTimes[],
  deletes: readonly DeleteCondition[],
): Promise<Int32Array | undefined> {
  const { schema } = source;
  const isPlain =
    plan.filterDimensions.length === 0 &&
    !plan.merge &&
    query.layout !== "row" &&
    query.condition === undefined &&
    deletes.length === 0 &&
    times.every(({ written, deleted }) => written === undefined && deleted === undefined);
  if (isPlain) return undefined;
  const total = countCells(runs);
  const starts = runStarts(runs);
  const mask = new Uint8Array(total).fill(1);
  let everything = true;
  times.forEach(({ written }, r) => {
    if (written === undefined || source.timestamp >= runs[r]!.fragment.name.end) return;
    everything = false;
    for (let i = 0; i < written.length; i++) if (written[i]! > source.timestamp) mask[starts[r]! + i] = 0;
  });
  const keysOf = (d: number) => columnKeys(schema.dimensions[d]!.type, columns.get(schema.dimensions[d]!.name)!);
  for (const d of plan.filterDimensions) {
    everything = false;
    query.ranges[d]!.mask(keysOf(d), mask);
  }

  let order: Int32Array | undefined;
  if (plan.merge || query.layout === "row") {
    const keys = schema.dimensions.map((_, d) => keysOf(d));
    order = orderCells(source, query, runs, starts, mask, keys);
    if (plan.deduplicate) {
      const compare = rowMajorCompare(keys);
      const runOf = runIndex(starts);
      order = latestOfEqual(order, compare, (cell) => {
        const r = runOf(cell);
        return times[r]!.written?.[cell - starts[r]!] ?? runs[r]!.fragment.name.start;
      });
    }
    everything = false;
  }

  const keep = new Uint8Array(total).fill(1);
  if (await applyDeletes(source, runs, starts, columns, times, deletes, keep)) everything = false;
  if (query.condition !== undefined) {
    everything = false;
    const enumerations = await conditionEnumerations(source, query.conditionColumns);
    const selected = evaluateCondition(query.condition, total, (name) =>
      conditionColumn(source, columns, enumerations, name),
    );
    for (let i = 0; i < total; i++) keep[i]! &= selected[i]!;
  }
  if (everything) return undefined;
  if (order !== undefined) return order.filter((cell) => keep[cell] === 1);
  for (let i = 0; i < total; i++) keep[i]! &= mask[i]!;
  return maskIndices(keep, 0, total);
}

function orderCells(
  source: SparseSource,
  query: SparseQuery,
  runs: readonly TileRun[],
  starts: readonly number[],
  mask: Uint8Array,
  keys: ReturnType<typeof columnKeys>[],
): Int32Array {
  const { schema } = source;
  const { tileOrder, cellOrder } = schema;
  const hilbert = cellOrder === "hilbert";
  if (query.layout === "global" && hilbert && runs.length > 1)
    throw new UnsupportedFeatureError({
      what: "global order of several fragments in Hilbert order",
      where: source.uri,
      hint: 'Read with layout "row" or "unordered"',
    });
  const parts = runs.map((_, r) => maskIndices(mask, starts[r]!, starts[r + 1]!));
  if (query.layout === "row" || hilbert) {
    const all = maskIndices(mask, 0, mask.length);
    // One run in Hilbert order is in global order as it is; its equal cells are neighbours.
    if (query.layout !== "row" && runs.length <= 1) return all;
    return sortCells(all, rowMajorCompare(keys));
  }
  const compare: CellCompare = globalCompare(schema.dimensions, keys, tileOrder, cellOrder);
  return mergeRuns(parts, compare);
}

/** Clears `keep` for deleted cells; true if there may be any. */
async function applyDeletes(
  source: SparseSource,
  runs: readonly TileRun[],
  starts: readonly number[],
  columns: ReadonlyMap<string, CellColumn>,
  times: readonly RunTimes[],
  deletes: readonly DeleteCondition[],
  keep: Uint8Array,
): Promise<boolean> {
  let any = false;
  times.forEach(({ deleted }, r) => {
    if (deleted === undefined) return;
    any = true;
    for (let i = 0; i < deleted.length; i++)
      if (deleted[i]! >= 0 && deleted[i]! <= source.timestamp) keep[starts[r]! + i] = 0;
  });
  for (const condition of deletes) {
    const mask = evaluateKeep(condition.keep, keep.length, (name) => conditionColumn(source, columns, new Map(), name));
    for (const [r, run] of runs.entries()) {
      const { footer, name } = run.fragment;
      if (condition.time < name.start) continue;
      if (footer.hasDeleteMetadata && (await run.fragment.processedConditions()).has(condition.marker)) continue;
      any = true;
      const written = condition.time >= name.end ? undefined : times[r]!.written;
      for (let cell = starts[r]!; cell < starts[r + 1]!; cell++) {
        if (mask[cell] === 0 && (written === undefined || written[cell - starts[r]!]! <= condition.time))
          keep[cell] = 0;
      }
    }
  }
  return any;
}

function conditionColumn(
  source: SparseSource,
  columns: ReadonlyMap<string, CellColumn>,
  enumerations: ReadonlyMap<string, Enumeration>,
  name: string,
): ConditionColumn {
  const enumeration = enumerations.get(name);
  const target = { field: arrayField(source.schema, name, source.uri), column: columns.get(name)! };
  return enumeration === undefined ? target : { ...target, enumeration };
}

/** Enumerations by column name. */
async function conditionEnumerations(
  source: SparseSource,
  names: readonly string[],
): Promise<Map<string, Enumeration>> {
  const enumerated = names
    .map((name) => arrayField(source.schema, name, source.uri))
    .filter((field) => field.enumeration !== undefined);
  const values = await mapLimit(enumerated, 8, (field) => source.enumeration(field.enumeration!));
  return new Map(enumerated.map((field, i) => [field.name, values[i]!]));
}

/** Reads the remaining columns only from tiles that hold selected cells, and puts them in result order. */
async function readRest(
  source: SparseSource,
  runs: readonly TileRun[],
  names: readonly string[],
  selection: Int32Array | undefined,
  options: ReadOptions,
): Promise<Map<string, CellColumn>> {
  if (names.length === 0) return new Map();
  const fields = names.map((name) => arrayField(source.schema, name, source.uri));
  if (selection === undefined) return readFields(source.store, runs, fields, options);
  const narrowed = narrowRuns(runs, selection);
  const columns = await readFields(source.store, narrowed.runs, fields, options);
  return new Map([...columns].map(([name, column]) => [name, gatherColumn(column, narrowed.selection)]));
}

/** The tiles that hold selected cells, and the selection as indices into those tiles' cells. */
export function narrowRuns(
  runs: readonly TileRun[],
  selection: Int32Array,
): { readonly runs: readonly TileRun[]; readonly selection: Int32Array } {
  const tileStarts: number[] = [0];
  for (const run of runs) for (const cells of run.cells) tileStarts.push(tileStarts.at(-1)! + cells);
  const tileOf = runIndex(tileStarts);
  const used = new Uint8Array(tileStarts.length - 1);
  const tiles = new Int32Array(selection.length);
  for (let i = 0; i < selection.length; i++) {
    const tile = tileOf(selection[i]!);
    tiles[i] = tile;
    used[tile] = 1;
  }
  const shift = new Float64Array(used.length);
  const narrowed: TileRun[] = [];
  let skipped = 0;
  let tile = 0;
  for (const run of runs) {
    const keptTiles: number[] = [];
    const keptCells: number[] = [];
    run.tiles.forEach((id, t) => {
      const cells = run.cells[t]!;
      if (used[tile] === 1) {
        keptTiles.push(id);
        keptCells.push(cells);
        shift[tile] = skipped;
      } else skipped += cells;
      tile++;
    });
    if (keptTiles.length > 0) narrowed.push({ fragment: run.fragment, tiles: keptTiles, cells: keptCells });
  }
  return { runs: narrowed, selection: selection.map((cell, i) => cell - shift[tiles[i]!]!) };
}

/** Start of each run among the cells of all, and the end. */
function runStarts(runs: readonly TileRun[]): number[] {
  const starts = [0];
  for (const run of runs) starts.push(starts.at(-1)! + countCells([run]));
  return starts;
}

/** A function that finds the run (or tile) of a cell; neighbouring questions are answered without searching. */
function runIndex(starts: readonly number[]): (cell: number) => number {
  let at = 0;
  return (cell) => {
    if (cell >= starts[at]! && cell < starts[at + 1]!) return at;
    let from = 0;
    let to = starts.length - 2;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (starts[middle]! <= cell) from = middle;
      else to = middle - 1;
    }
    at = from;
    return at;
  };
}

function maskIndices(mask: Uint8Array, from: number, to: number): Int32Array {
  let count = 0;
  for (let i = from; i < to; i++) count += mask[i]!;
  const output = new Int32Array(count);
  for (let i = from, o = 0; i < to; i++) if (mask[i] === 1) output[o++] = i;
  return output;
}
