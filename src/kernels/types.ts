/** Row-compressed values; columns ascend within a row. `indptr.length === nRows + 1`, from 0. */
export interface CsrRows {
  readonly nRows: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array | Uint32Array | Uint16Array;
  readonly values: Float32Array;
}

/** Cells of a stripe as a store keeps them: in any order of rows, but columns ascending within each row. */
export interface CellList {
  /** Row and column ids, and values; the first `length` of each. */
  readonly rows: Int32Array;
  readonly cols: Int32Array;
  readonly values: Float32Array;
  readonly length: number;
  /** Id that row 0 of the map (or of the result) has. */
  readonly firstRow: number;
  /** Row of the result for each `id − firstRow`, −1 to leave it out; absent: the same. */
  readonly rowOf?: Int32Array | undefined;
  /** Column of the result for each column id, −1 to leave it out; absent: the same. */
  readonly colOf?: Int32Array | undefined;
  readonly nRows: number;
}

/** A column of a tile as a store keeps it, decompressed part by part. Little-endian. */
export interface TileColumn {
  readonly elementBytes: number;
  /** Byte planes: all lowest bytes of a part, then the next ones, and so on; else values one after another. */
  readonly shuffled: boolean;
  readonly maxPartBytes: number;
  /** The parts, whole elements each, in order. A part's bytes hold only until the next is asked for. */
  parts(): Iterable<Uint8Array>;
}

/** Cells that a store keeps together. */
export interface CellTile {
  readonly length: number;
  /** No row id is outside, else the tile is damaged. */
  readonly lowRow: number;
  readonly highRow: number;
  /** Integers of 4 or 8 bytes. */
  readonly rows: TileColumn;
  readonly cols: TileColumn;
  /** float32. */
  readonly values: TileColumn;
}

/** A stripe's cells in tiles; the columns pass as they are. */
export interface TileList {
  readonly tiles: readonly CellTile[];
  /** Row ids `firstRow … lastRow` are wanted, the others left out. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** As `CellList.rowOf`; covers `firstRow … lastRow`. */
  readonly rowOf?: Int32Array | undefined;
  readonly nRows: number;
}

/**
 * A stripe's values as they rest in the stripe cache: 3 bytes per count. All arrays are views of one SharedArrayBuffer.
 * A count of 255 says that the value (larger, negative or not whole) is the next one of `escapes`, in storage order.
 */
export interface CompactBlock {
  readonly nRows: number;
  readonly nCols: number;
  readonly indptr: Int32Array;
  /** Column ids: 16 bits when `nCols ≤ 65,536`. */
  readonly indices: Uint16Array | Uint32Array;
  /** Either `counts` with `escapes`, or `values` when more than one in eight would escape. */
  readonly counts?: Uint8Array;
  readonly escapes?: Float32Array;
  readonly values?: Float32Array;
  /** Sum of each row, float64. */
  readonly totals: Float64Array;
  readonly sizeBytes: number;
}

/** Transformed values of chosen columns, relabelled `0 … k−1` and ascending within a row; one SharedArrayBuffer. */
export interface SelectedBlock {
  readonly nRows: number;
  readonly k: number;
  readonly indptr: Int32Array;
  readonly indices: Uint16Array;
  readonly values: Float32Array;
  readonly sizeBytes: number;
}

/** How `selectColumns` turns a stored value into the value that counts: `ln(1 + x·scale[row]) · logFactor`. */
export interface SelectPlan {
  /** Factor of each row of the block. */
  readonly scale: Float64Array;
  /** Factor after the logarithm (1 / ln base); null: no logarithm. */
  readonly logFactor: number | null;
  /** New column of each old one, `NOT_SELECTED` for those left out. Length `nCols`. */
  readonly map: Uint32Array;
  readonly k: number;
}

export const NOT_SELECTED = 0xffff_ffff;

/** Vectors of a Krylov basis beside a symmetric matrix: what Lanczos iterates on. `w` is the working vector. */
export interface KrylovSpace {
  setBasis(j: number, vector: Float64Array): void;
  /** A copy of basis vector j. */
  basis(j: number): Float64Array;
  setWork(vector: Float64Array): void;
  /** w = A · basis[j] */
  multiply(j: number): void;
  /** One pass of modified Gram-Schmidt: for each i < count, `coefficients[i] = basis[i]·w`, then `w −= coefficients[i]·basis[i]`. */
  orthogonalize(count: number, coefficients: Float64Array): void;
  /** |w| */
  norm(): number;
  /** basis[j] = w · factor */
  keepWork(j: number, factor: number): void;
  /** basis[0 … keep) = old basis[0 … count) combined: new[c] = Σ_j weights[j·keep + c] · old[j]. */
  combine(count: number, keep: number, weights: Float64Array): void;
}

/**
 * The numeric kernels: functions on typed arrays that write where they are told and keep nothing.
 * `reference` is the specification; `wasm` must give the same to the stated precision (`test/contracts/kernels.ts`).
 */
export interface Kernels {
  readonly name: "reference" | "wasm";
  /** The rows packed for the stripe cache. Exact. */
  packRows(rows: CsrRows, nCols: number): CompactBlock;
  /**
   * The cells as packed blocks of at most `blockRows` rows, the same as packing them as CSR rows. Exact.
   * Undefined if the columns of a row do not ascend (several fragments, duplicates): then they must be sorted first.
   */
  packCells(cells: CellList, nCols: number, blockRows: number): CompactBlock[] | undefined;
  /**
   * The cells of the tiles as `packCells` packs them, without their columns ever standing whole in memory. Exact.
   * Undefined if anything is not as it should be (damage, columns that do not ascend), or not covered: then the cells
   * must be decoded the general way, which also says what is wrong.
   */
  packTiles(tiles: TileList, nCols: number, blockRows: number): CompactBlock[] | undefined;
  /** Per column, over all rows: `moments[2c] += x·scale[row]`, `moments[2c + 1] += (x·scale[row])²`. float64, exact order. */
  addMoments(block: CompactBlock, scale: Float64Array, moments: Float64Array): void;
  /** Chosen columns, transformed; adds to `sums[k]` (float64 of the float32 values) and `counts[k]` (stored entries). */
  selectColumns(block: CompactBlock, plan: SelectPlan, sums: Float64Array, counts: Int32Array): SelectedBlock;
  /**
   * Rows `[start, end)` of the lower triangle of Σ XᵀX over the blocks, packed: row g holds its g + 1 columns.
   * The first `head` columns (the densest) are treated as dense; a range must not split them: start = 0 or ≥ head.
   * wasm: float32 within a block of rows, float64 between blocks (relative error below 1e-5 per entry).
   */
  gramRows(blocks: readonly SelectedBlock[], k: number, head: number, start: number, end: number): Float64Array;
  /** X · loadings − shift for all rows of the blocks, row-major `n × width`. `loadings` is `k × width`, row-major. */
  project(blocks: readonly SelectedBlock[], loadings: Float32Array, width: number, shift: Float64Array): Float32Array;
  /** A Krylov space of `capacity` vectors over the symmetric matrix whose lower triangle is `packed` (k·(k+1)/2). */
  krylovSpace(packed: Float64Array, k: number, capacity: number): KrylovSpace;
}
