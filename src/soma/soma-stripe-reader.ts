import type { CsrBlock, SourceSpec, StripeCells, StripeReader, StripeTiles } from "../matrix/index.js";
import { openArray, openSparse2d, type Sparse2dCells } from "../tiledb/index.js";
import { buildCsr } from "./build-csr.js";
import type { SomaSourceSpec } from "./soma-source.js";

interface Options {
  readonly signal?: AbortSignal;
}

/** Rows that a stripe takes from the store, and where they go. */
interface Placement {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rowOf: Int32Array | undefined;
  readonly colOf: Int32Array | undefined;
  readonly nRows: number;
}

/** Opens a source of kind `"soma"`, in a worker or here: the array is opened once, stripes are read on request. */
export async function somaStripeReader(source: SourceSpec): Promise<StripeReader> {
  const spec = source as SomaSourceSpec;
  const array = await openArray(spec.uri, spec.context);
  const reader = await openSparse2d(array);
  const rowIds = new Float64Array(spec.rowIds);
  const colOf = spec.colOf === undefined ? undefined : new Int32Array(spec.colOf);
  const placement = (index: number): Placement => {
    const { start, end } = spec.stripes[index]!;
    const low = rowIds[start]!;
    const high = rowIds[end - 1]!;
    // Rows between the wanted ones were read with them; they map to −1.
    let rowOf: Int32Array | undefined;
    if (high - low + 1 !== end - start) {
      rowOf = new Int32Array(high - low + 1).fill(-1);
      for (let row = start; row < end; row++) rowOf[rowIds[row]! - low] = row - start;
    }
    return { firstRow: low, lastRow: high, rowOf, colOf, nRows: end - start };
  };
  const place = (cells: Sparse2dCells, at: Placement): StripeCells => ({
    ...cells,
    ...at,
    toCsr: () => buildCsr(cells, { nCols: spec.nCols, ...at }),
  });
  const readCells = async (index: number, options: Options = {}): Promise<StripeCells> => {
    const at = placement(index);
    return place(await reader.readRows(at.firstRow, at.lastRow, options), at);
  };
  const readTiles = async (index: number, options: Options = {}): Promise<StripeTiles> => {
    const at = placement(index);
    const { tiles, decode } = await reader.readTiles!(at.firstRow, at.lastRow, options);
    return { tiles, ...at, toCells: () => place(decode(), at) };
  };
  return {
    readCells,
    // Where columns are left out, cells must be looked at one by one.
    ...(reader.readTiles === undefined || colOf !== undefined ? {} : { readTiles }),
    readStripe: async (index, options): Promise<CsrBlock> => (await readCells(index, options)).toCsr(),
    close: () => Promise.resolve(),
  };
}
