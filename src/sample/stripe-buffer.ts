import type { CoordinateBatch } from "../soma/write/index.js";

/** Numbers of one row's counts, as `obs` keeps them. */
export interface RowSummary {
  readonly sum: number;
  readonly nnz: number;
  /** Over the non-zero counts; 0 for a row without any. */
  readonly mean: number;
  /** Over the non-zero counts, with n − 1; 0 below two. */
  readonly variance: number;
}

/** Collects the counts of consecutive rows and gives them back in global order, one column tile after another. */
export class StripeBuffer {
  readonly #firstRow: number;
  readonly #nCols: number;
  #indptr: number[] = [0];
  #cols: Int32Array = new Int32Array(1 << 16);
  #values: Float32Array = new Float32Array(1 << 16);
  #length = 0;

  constructor(firstRow: number, nCols: number) {
    this.#firstRow = firstRow;
    this.#nCols = nCols;
  }

  /** Adds the next row; counts each non-zero gene in `genesNnz`. */
  addRow(counts: Uint32Array, genesNnz: Float64Array): RowSummary {
    this.#reserve(counts.length);
    const start = this.#length;
    let length = start;
    let sum = 0;
    for (let gene = 0; gene < counts.length; gene++) {
      const count = counts[gene]!;
      if (count === 0) continue;
      this.#cols[length] = gene;
      this.#values[length++] = count;
      genesNnz[gene]!++;
      sum += count;
    }
    this.#length = length;
    this.#indptr.push(length);
    return this.#summary(start, length, sum);
  }

  /** All cells: column tiles of `extent` genes in order, rows in order within each. */
  cells(extent: number): CoordinateBatch {
    const rows = new Int32Array(this.#length);
    const cols = new Int32Array(this.#length);
    const values = new Float32Array(this.#length);
    const next = this.#indptr.slice(0, -1);
    let at = 0;
    for (let tileEnd = extent; at < this.#length && tileEnd < this.#nCols + extent; tileEnd += extent) {
      for (let row = 0; row < next.length; row++) {
        const end = this.#indptr[row + 1]!;
        let from = next[row]!;
        for (; from < end && this.#cols[from]! < tileEnd; from++, at++) {
          rows[at] = this.#firstRow + row;
          cols[at] = this.#cols[from]!;
          values[at] = this.#values[from]!;
        }
        next[row] = from;
      }
    }
    return { coords: [rows, cols], values };
  }

  #summary(start: number, end: number, sum: number): RowSummary {
    const nnz = end - start;
    if (nnz === 0) return { sum: 0, nnz: 0, mean: 0, variance: 0 };
    const mean = sum / nnz;
    let squares = 0;
    for (let i = start; i < end; i++) squares += (this.#values[i]! - mean) * (this.#values[i]! - mean);
    return { sum, nnz, mean, variance: nnz < 2 ? 0 : squares / (nnz - 1) };
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#cols.length) return;
    const capacity = Math.max(this.#length + count, 2 * this.#cols.length);
    const cols = new Int32Array(capacity);
    const values = new Float32Array(capacity);
    cols.set(this.#cols.subarray(0, this.#length));
    values.set(this.#values.subarray(0, this.#length));
    this.#cols = cols;
    this.#values = values;
  }
}
