import { allocateCompact, allocateSelected, maxEscapes } from "./compact-block.js";
import { packedOffset } from "./reference/gram.js";
import type { CellList, CompactBlock, CsrRows, Kernels, KrylovSpace, SelectedBlock, SelectPlan } from "./types.js";
import { Heap } from "./wasm-heap.js";
import { packTiles } from "./wasm-pack-tiles.js";
import type { WasmModule } from "./web-assembly.js";

/** The kernels of a compiled `kernels.wasm`. Small kernels share one instance; big ones get their own and drop it. */
export function wasmKernels(module: WasmModule): Kernels {
  const heap = new Heap(module);
  return {
    name: "wasm",
    packRows: (rows, nCols) => packRows(heap, rows, nCols),
    packCells: (cells, nCols, blockRows) => packCells(heap, cells, nCols, blockRows),
    packTiles: (tiles, nCols, blockRows) => packTiles(heap, tiles, nCols, blockRows),
    addMoments: (block, scale, moments) => addMoments(heap, block, scale, moments),
    selectColumns: (block, plan, sums, counts) => selectColumns(heap, block, plan, sums, counts),
    gramRows: (blocks, k, head, start, end) => gramRows(new Heap(module), blocks, k, head, start, end),
    project: (blocks, loadings, width, shift) => project(heap, blocks, loadings, width, shift),
    krylovSpace: (packed, k, capacity) => krylovSpace(new Heap(module), packed, k, capacity),
  };
}

function packRows(heap: Heap, rows: CsrRows, nCols: number): CompactBlock {
  heap.clear();
  const { nRows } = rows;
  const nnz = rows.indptr[nRows]!;
  const indptr = rows.indptr.subarray(0, nRows + 1);
  const indices = heap.put(rows.indices.subarray(0, nnz));
  const values = heap.put(rows.values.subarray(0, nnz));
  if (nCols > 65_536 || rows.indices instanceof Uint16Array) return packBlock(heap, { indptr, nCols, indices, values });
  const narrow = heap.take(2 * nnz);
  heap.call("narrow_indices", nnz, indices, narrow);
  return packBlock(heap, { indptr, nCols, indices: narrow, values });
}

/** Rows on the heap, column ids in their final width. */
interface HeapRows {
  /** From 0. */
  readonly indptr: Int32Array;
  readonly nCols: number;
  readonly indices: number;
  readonly values: number;
}

function packBlock(heap: Heap, { indptr, nCols, indices, values }: HeapRows): CompactBlock {
  const nRows = indptr.length - 1;
  const nnz = indptr[nRows]!;
  const capacity = maxEscapes(nnz);
  const starts = heap.put(indptr);
  const counts = heap.take(nnz);
  const escapes = heap.take(4 * capacity);
  const totals = heap.take(8 * nRows);
  const found = heap.call("pack_values", nnz, values, counts, escapes, capacity);
  heap.call("row_totals", nRows, starts, values, totals);
  const block = allocateCompact({ nRows, nCols, nnz, escapes: found > capacity ? undefined : found });
  block.indptr.set(indptr);
  const narrow = block.indices instanceof Uint16Array;
  block.indices.set(narrow ? heap.view(Uint16Array, indices, nnz) : heap.view(Uint32Array, indices, nnz));
  block.totals.set(heap.view(Float64Array, totals, nRows));
  if (block.values !== undefined) block.values.set(heap.view(Float32Array, values, nnz));
  else {
    block.counts!.set(heap.view(Uint8Array, counts, nnz));
    block.escapes!.set(heap.view(Float32Array, escapes, found));
  }
  return block;
}

/** Cells that are copied to the heap at a time: three arrays of 128 KiB stay in the caches. */
const CELLS_AT_ONCE = 32_768;

function packCells(heap: Heap, cells: CellList, nCols: number, blockRows: number): CompactBlock[] | undefined {
  heap.clear();
  const { nRows, firstRow, length } = cells;
  const rows = heap.take(4 * CELLS_AT_ONCE);
  const cols = heap.take(4 * CELLS_AT_ONCE);
  const cellValues = heap.take(4 * CELLS_AT_ONCE);
  const maps = [
    cells.rowOf === undefined ? 0 : heap.put(cells.rowOf),
    cells.colOf === undefined ? 0 : heap.put(cells.colOf),
  ];
  const sizes = heap.zeros(4 * nRows);
  const putPart = (from: number, array: Int32Array | Float32Array, to: number): number => {
    const part = array.subarray(from, Math.min(length, from + CELLS_AT_ONCE));
    heap.write(part, to);
    return part.length;
  };
  for (let from = 0; from < length; from += CELLS_AT_ONCE) {
    const n = putPart(from, cells.rows, rows);
    if (cells.colOf !== undefined) putPart(from, cells.cols, cols);
    heap.call("count_cells", n, rows, cols, firstRow, ...maps, sizes);
  }
  const indptr = new Int32Array(nRows + 1);
  heap.view(Int32Array, sizes, nRows).forEach((size, row) => {
    indptr[row + 1] = indptr[row]! + size;
  });
  const nnz = indptr[nRows]!;
  const places = heap.put(indptr.subarray(0, nRows));
  const lasts = heap.put(new Int32Array(nRows).fill(-1));
  const width = nCols > 65_536 ? 4 : 2;
  const indices = heap.take(width * nnz);
  const values = heap.take(4 * nnz);
  const scatter = width === 2 ? "scatter_cells_16" : "scatter_cells_32";
  for (let from = 0; from < length; from += CELLS_AT_ONCE) {
    const n = putPart(from, cells.rows, rows);
    putPart(from, cells.cols, cols);
    putPart(from, cells.values, cellValues);
    const args = [n, rows, cols, cellValues, firstRow, ...maps, places, lasts, indices, values];
    if (heap.call(scatter, ...args) === 0) return undefined;
  }
  const blocks: CompactBlock[] = [];
  const mark = heap.mark();
  for (let row = 0; row < nRows; row += blockRows) {
    heap.release(mark);
    const start = indptr[row]!;
    const part = indptr.slice(row, Math.min(nRows, row + blockRows) + 1).map((at) => at - start);
    blocks.push(packBlock(heap, { indptr: part, nCols, indices: indices + width * start, values: values + 4 * start }));
  }
  return blocks;
}

/** The suffix of the kernel for the block's widths, and the addresses of its arrays, in the kernels' order. */
function putBlock(heap: Heap, block: CompactBlock): { readonly suffix: string; readonly args: readonly number[] } {
  const stored = block.values ?? block.counts!;
  const args = [
    block.nRows,
    heap.put(block.indptr),
    heap.put(block.indices),
    heap.put(stored),
    block.escapes === undefined ? 0 : heap.put(block.escapes),
  ];
  const suffix = `_${block.indices instanceof Uint16Array ? 16 : 32}_${block.values === undefined ? 8 : 32}`;
  return { suffix, args };
}

function addMoments(heap: Heap, block: CompactBlock, scale: Float64Array, moments: Float64Array): void {
  heap.clear();
  const { suffix, args } = putBlock(heap, block);
  const factors = heap.put(scale);
  const sums = heap.put(moments);
  heap.call(`moments${suffix}`, ...args, factors, sums);
  moments.set(heap.view(Float64Array, sums, moments.length));
}

function selectColumns(
  heap: Heap,
  block: CompactBlock,
  plan: SelectPlan,
  sums: Float64Array,
  counts: Int32Array,
): SelectedBlock {
  heap.clear();
  const { k } = plan;
  const nRows = block.nRows;
  const nnz = block.indptr[nRows]!;
  const { suffix, args } = putBlock(heap, block);
  const outPtr = heap.take(4 * (nRows + 1));
  const columns = heap.take(2 * nnz);
  const values = heap.take(4 * nnz);
  const log = plan.logFactor === null ? [0, 1] : [1, plan.logFactor];
  const table = [heap.put(plan.map), heap.take(1024), heap.zeros(1024)];
  const n = heap.call(`select${suffix}`, ...args, heap.put(plan.scale), ...log, ...table, outPtr, columns, values);
  const work = [heap.take(4 * (k + 1)), heap.take(2 * n), heap.take(4 * n), heap.take(4 * nRows)];
  const outColumns = heap.take(2 * n);
  const outValues = heap.take(4 * n);
  const outSums = heap.put(sums);
  const outCounts = heap.put(counts);
  heap.call("sort_rows", nRows, k, outPtr, columns, values, ...work, outColumns, outValues, outSums, outCounts);
  const out = allocateSelected(nRows, k, n);
  out.indptr.set(heap.view(Int32Array, outPtr, nRows + 1));
  out.indices.set(heap.view(Uint16Array, outColumns, n));
  out.values.set(heap.view(Float32Array, outValues, n));
  sums.set(heap.view(Float64Array, outSums, k));
  counts.set(heap.view(Int32Array, outCounts, k));
  return out;
}

/** Rows of the dense head that are added up in float32. */
const DENSE_ROWS = 128;

const nnzOf = (block: SelectedBlock): number => block.indptr[block.nRows]!;

function gramRows(
  heap: Heap,
  blocks: readonly SelectedBlock[],
  k: number,
  head: number,
  start: number,
  end: number,
): Float64Array {
  const size = packedOffset(end) - packedOffset(start);
  const out = heap.zeros(8 * size);
  const maxRows = Math.max(1, ...blocks.map((block) => block.nRows));
  const maxNnz = Math.max(1, ...blocks.map(nnzOf));
  const tailStart = Math.max(start, head);
  const tailOut = out + 8 * (packedOffset(tailStart) - packedOffset(start));
  const indptr = heap.take(4 * (maxRows + 1));
  const columns = heap.take(2 * maxNnz);
  const values = heap.take(4 * maxNnz);
  const dense = heap.take(4 * maxRows * head);
  const tail = heap.take(4 * maxRows);
  const square = heap.take(4 * head * head);
  const columnPtr = heap.take(4 * Math.max(2, end - tailStart + 2));
  const places = heap.take(4 * maxNnz);
  const rows = heap.take(2 * maxNnz);
  const scratch = heap.zeros(4 * (k + 4));
  for (const block of blocks) {
    heap.write(block.indptr, indptr);
    heap.write(block.indices, columns);
    heap.write(block.values, values);
    heap.call("gram_head", block.nRows, head, indptr, columns, values, dense, tail);
    // The densest columns have the largest means, and most digits to lose: fewer rows in float32 at a time.
    for (let row = 0; start === 0 && row < block.nRows; row += DENSE_ROWS) {
      const some = Math.min(DENSE_ROWS, block.nRows - row);
      heap.call("gram_dense", some, head, Math.min(head, end), dense + 4 * row * head, square, out);
    }
    if (tailStart >= end) continue;
    heap.call("gram_columns", block.nRows, tailStart, end, indptr, tail, columns, columnPtr, places, rows);
    const lists = [columnPtr, places, rows, scratch, tailOut];
    heap.call("gram_tail", tailStart, end, head, tail, columns, values, dense, ...lists);
  }
  return heap.view(Float64Array, out, size).slice();
}

function project(
  heap: Heap,
  blocks: readonly SelectedBlock[],
  loadings: Float32Array,
  width: number,
  shift: Float64Array,
): Float32Array {
  const padded = (width + 3) & ~3;
  const k = loadings.length / width;
  const wide = new Float32Array(k * padded);
  for (let g = 0; g < k; g++) wide.set(loadings.subarray(g * width, (g + 1) * width), g * padded);
  const out = new Float32Array(blocks.reduce((sum, block) => sum + block.nRows, 0) * width);
  let at = 0;
  for (const block of blocks) {
    heap.clear();
    const loadingsAt = heap.put(wide);
    const rows = [heap.put(block.indptr), heap.put(block.indices), heap.put(block.values)];
    const y = heap.take(4 * block.nRows * padded);
    heap.call("project_rows", block.nRows, padded, ...rows, loadingsAt, y);
    const result = heap.view(Float32Array, y, block.nRows * padded);
    for (let row = 0; row < block.nRows; row++) {
      for (let c = 0; c < width; c++) out[at++] = result[row * padded + c]! - shift[c]!;
    }
  }
  return out;
}

function krylovSpace(heap: Heap, packed: Float64Array, k: number, capacity: number): KrylovSpace {
  const matrix = heap.put(packed);
  const basis = heap.take(8 * k * capacity);
  const work = heap.take(8 * k);
  const numbers = heap.take(8 * (capacity + 1));
  const weightsAt = heap.take(8 * capacity * capacity);
  const combined = heap.take(8 * k * capacity);
  const vector = (j: number): number => basis + 8 * k * j;
  return {
    setBasis: (j, values) => heap.write(values, vector(j)),
    basis: (j) => heap.view(Float64Array, vector(j), k).slice(),
    setWork: (values) => heap.write(values, work),
    multiply: (j) => void heap.call("symmetric_product", k, matrix, vector(j), work),
    orthogonalize(count, coefficients) {
      heap.call("orthogonalize", k, count, basis, work, numbers);
      coefficients.set(heap.view(Float64Array, numbers, count));
    },
    norm: () => heap.call("norm", k, work),
    keepWork: (j, factor) => void heap.call("scale_into", k, work, factor, vector(j)),
    combine(count, keep, weights) {
      heap.write(weights, weightsAt);
      heap.call("combine", k, count, keep, basis, weightsAt, combined);
      heap.view(Float64Array, basis, keep * k).set(heap.view(Float64Array, combined, keep * k));
    },
  };
}
