import type { CsrBlock, SourceSpec, StripeCells, StripeReader } from "../matrix/index.js";
import { openArray, openSparse2d } from "../tiledb/index.js";
import { buildCsr } from "./build-csr.js";
import type { SomaSourceSpec } from "./soma-source.js";

/** Opens a source of kind `"soma"`, in a worker or here: the array is opened once, stripes are read on request. */
export async function somaStripeReader(source: SourceSpec): Promise<StripeReader> {
  const spec = source as SomaSourceSpec;
  const array = await openArray(spec.uri, spec.context);
  const reader = await openSparse2d(array);
  const rowIds = new Float64Array(spec.rowIds);
  const colOf = spec.colOf === undefined ? undefined : new Int32Array(spec.colOf);
  const readCells = async (index: number, options: { readonly signal?: AbortSignal } = {}): Promise<StripeCells> => {
    const { start, end } = spec.stripes[index]!;
    const low = rowIds[start]!;
    const high = rowIds[end - 1]!;
    const cells = await reader.readRows(low, high, options);
    // Rows between the wanted ones were read with them; they map to −1.
    let rowOf: Int32Array | undefined;
    if (high - low + 1 !== end - start) {
      rowOf = new Int32Array(high - low + 1).fill(-1);
      for (let row = start; row < end; row++) rowOf[rowIds[row]! - low] = row - start;
    }
    const maps = { firstRow: low, rowOf, colOf };
    const nRows = end - start;
    return { ...cells, ...maps, nRows, toCsr: () => buildCsr(cells, { nRows, nCols: spec.nCols, ...maps }) };
  };
  return {
    readCells,
    readStripe: async (index, options): Promise<CsrBlock> => (await readCells(index, options)).toCsr(),
    close: () => Promise.resolve(),
  };
}
