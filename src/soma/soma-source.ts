import type { MatrixSource, RowRange, SourceSpec } from "../matrix/index.js";
import type { ResolvedContext } from "./context.js";

/** A selection of rows and columns of a SOMA array as data: any worker, on any machine, can open it. */
export interface SomaSourceSpec extends SourceSpec {
  readonly kind: "soma";
  readonly uri: string;
  readonly context: ResolvedContext;
  readonly nCols: number;
  readonly stripes: readonly RowRange[];
  /** Join id of each row of the query, ascending; Float64 values in shared memory. */
  readonly rowIds: SharedArrayBuffer;
  /** Query column of each stored column, −1 for those left out (Int32, shared); undefined: the same. */
  readonly colOf: SharedArrayBuffer | undefined;
}

export interface SomaSourceParts {
  readonly uri: string;
  readonly context: ResolvedContext;
  /** Ascending. */
  readonly obsJoinids: Float64Array;
  /** Ascending. */
  readonly varJoinids: Float64Array;
  readonly rowTileExtent: number;
  /** Number of columns that the stored matrix has. */
  readonly storedCols: number;
  /** Stored rows per stripe; default by the tile extent. */
  readonly stripeRows?: number;
  readonly rowTotals?: Float64Array;
}

/** Stripes are as near to this many stored rows as whole tiles allow. */
const STRIPE_ROWS = 2048;
/** A taller tile is read in parts. */
const MAX_STRIPE_ROWS = 8 * STRIPE_ROWS;

let opened = 0;

/** The matrix of a query as a source: stripes follow the row tiles of the store. */
export function somaSource(parts: SomaSourceParts): MatrixSource {
  const { obsJoinids, varJoinids, rowTotals, stripeRows = stripeHeight(parts.rowTileExtent) } = parts;
  const rowIds = new SharedArrayBuffer(8 * obsJoinids.length);
  new Float64Array(rowIds).set(obsJoinids);
  const stripes = planStripes(obsJoinids, stripeRows);
  const spec: SomaSourceSpec = {
    kind: "soma",
    id: `soma-${process.pid}-${Date.now().toString(36)}-${opened++}`,
    uri: parts.uri,
    context: parts.context,
    nCols: varJoinids.length,
    stripes,
    rowIds,
    colOf: columnMap(varJoinids, parts.storedCols),
  };
  return {
    spec,
    shape: [obsJoinids.length, varJoinids.length],
    dtype: "float32",
    stripes,
    ...(rowTotals === undefined ? {} : { rowTotals }),
  };
}

/** Stored rows per stripe: whole tiles of the store, unless they are very tall. */
export function stripeHeight(rowTileExtent: number): number {
  if (rowTileExtent > MAX_STRIPE_ROWS) return STRIPE_ROWS;
  return rowTileExtent * Math.max(1, Math.round(STRIPE_ROWS / rowTileExtent));
}

/** The query's rows by the band of stored rows that they lie in. `rowIds` ascend. */
export function planStripes(rowIds: ArrayLike<number>, height: number): RowRange[] {
  const stripes: RowRange[] = [];
  for (let start = 0; start < rowIds.length; ) {
    const bandEnd = (Math.floor(rowIds[start]! / height) + 1) * height;
    let end = start + 1;
    while (end < rowIds.length && rowIds[end]! < bandEnd) end++;
    stripes.push({ start, end });
    start = end;
  }
  return stripes;
}

function columnMap(varJoinids: Float64Array, storedCols: number): SharedArrayBuffer | undefined {
  // Without a map every stored column passes, so that the query must have them all.
  if (storedCols === varJoinids.length && varJoinids.every((id, column) => id === column)) return undefined;
  // One entry for every column that a cell can have: kernels look up without asking whether there is one.
  const shared = new SharedArrayBuffer(4 * Math.max(storedCols, (varJoinids.at(-1) ?? -1) + 1));
  const colOf = new Int32Array(shared).fill(-1);
  varJoinids.forEach((id, column) => {
    colOf[id] = column;
  });
  return shared;
}
