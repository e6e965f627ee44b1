import type { TileBoxes } from "../fragment/rtree.js";
import type { ArraySchema, DomainRange } from "../types.js";
import { compareValues, type RangeSet } from "./range-set.js";

/** What the plan needs to know about a fragment. */
export interface FragmentSummary {
  readonly tiles: number;
  readonly nonEmptyDomain: readonly DomainRange[] | undefined;
  readonly hasTimestamps: boolean;
  /** Bounding boxes of its tiles; needed only where `needsBoxes` says so. */
  readonly boxes?: TileBoxes;
}

export interface SparseQuery {
  /** Range set per dimension; undefined = not restricted. */
  readonly ranges: readonly (RangeSet | undefined)[];
  readonly columns: readonly string[];
  readonly conditionColumns: readonly string[];
  readonly layout: "global" | "unordered" | "row";
}

/** Which tiles to read, and what has to be done with their cells. */
export interface SparsePlan {
  /** Per fragment: data tiles, ascending. */
  readonly tiles: readonly (readonly number[])[];
  /** Dimensions (by index) whose coordinates must be compared with the ranges cell by cell. */
  readonly filterDimensions: readonly number[];
  /** Cells of several fragments must be merged by coordinates. */
  readonly merge: boolean;
  /** Of cells with equal coordinates only the latest counts. */
  readonly deduplicate: boolean;
  /** Columns that decide which cells are in the result, and in which order: read first. */
  readonly first: readonly string[];
  /** The other columns of the result: read only where cells were selected. */
  readonly rest: readonly string[];
}

/** True if the ranges leave out a part of the fragment, so that its tiles' boxes decide. */
export function needsBoxes(fragment: FragmentSummary, ranges: SparseQuery["ranges"]): boolean {
  return ranges.some((range, d) => {
    const domain = fragment.nonEmptyDomain?.[d];
    return range !== undefined && domain !== undefined && !range.covers(domain[0], domain[1]);
  });
}

/** Plans a read of a sparse array. Pure. */
export function planSparse(schema: ArraySchema, fragments: readonly FragmentSummary[], query: SparseQuery): SparsePlan {
  const partial = new Set<number>();
  const tiles = fragments.map((fragment) => planTiles(fragment, query.ranges, partial));
  const read = fragments.filter((_, f) => tiles[f]!.length > 0);
  const deduplicate =
    !schema.allowsDuplicates &&
    (read.some((fragment) => fragment.hasTimestamps) ||
      mayOverlap(
        schema,
        read.map((fragment) => fragment.nonEmptyDomain),
      ));
  const merge = deduplicate || (query.layout === "global" && read.length > 1);
  const names = schema.dimensions.map((dimension) => dimension.name);
  const needsCoordinates = merge || query.layout === "row";
  const first = new Set([
    ...[...partial].sort((a, b) => a - b).map((d) => names[d]!),
    ...(needsCoordinates ? names : []),
    ...query.conditionColumns,
  ]);
  return {
    tiles,
    filterDimensions: [...partial].sort((a, b) => a - b),
    merge,
    deduplicate,
    first: [...first],
    rest: query.columns.filter((column) => !first.has(column)),
  };
}

function planTiles(fragment: FragmentSummary, ranges: SparseQuery["ranges"], partial: Set<number>): number[] {
  const restricted = needsBoxes(fragment, ranges) ? fragment.boxes : undefined;
  if (restricted === undefined) return Array.from({ length: fragment.tiles }, (_, tile) => tile);
  const selected: number[] = [];
  for (let tile = 0; tile < fragment.tiles; tile++) {
    const overlaps = ranges.every((range, d) => {
      const { low, high } = restricted.bounds[d]!;
      return range === undefined || range.overlaps(low[tile]!, high[tile]!);
    });
    if (!overlaps) continue;
    selected.push(tile);
    ranges.forEach((range, d) => {
      const { low, high } = restricted.bounds[d]!;
      if (range !== undefined && !partial.has(d) && !range.covers(low[tile]!, high[tile]!)) partial.add(d);
    });
  }
  return selected;
}

/** False only if the fragments' boxes are apart along some dimension, so that no two cells can be equal. */
export function mayOverlap(schema: ArraySchema, domains: readonly (readonly DomainRange[] | undefined)[]): boolean {
  if (domains.length < 2) return false;
  return !schema.dimensions.some((_, d) => {
    const ranges = domains.map((domain) => domain?.[d]);
    if (ranges.includes(undefined)) return false;
    const sorted = (ranges as DomainRange[]).sort((a, b) => compareValues(a[0], b[0]));
    return sorted.every((range, i) => i === 0 || compareValues(sorted[i - 1]![1], range[0]) < 0);
  });
}
