import { checkOption, escapeHtml, type MimeBundle, registerDisplay, ShapeError } from "../core/index.js";

/** A dense matrix, row-major: entry (i, j) is `data[i · nCols + j]`. */
export class DenseMatrix {
  readonly shape: readonly [nRows: number, nCols: number];
  readonly data: Float32Array | Float64Array;

  constructor(shape: readonly [nRows: number, nCols: number], data: Float32Array | Float64Array) {
    if (data.length !== shape[0] * shape[1]) {
      throw new ShapeError({
        what: "values of a dense matrix",
        expected: `${shape[0]} × ${shape[1]} = ${shape[0] * shape[1]}`,
        got: String(data.length),
      });
    }
    this.shape = shape;
    this.data = data;
  }

  get dtype(): "float32" | "float64" {
    return this.data instanceof Float32Array ? "float32" : "float64";
  }

  get(row: number, column: number): number {
    const [nRows, nCols] = this.shape;
    const inside = row >= 0 && row < nRows && column >= 0 && column < nCols;
    checkOption(inside, "DenseMatrix.get", "row, column", `within ${nRows} × ${nCols}`, [row, column].join(", "));
    return this.data[row * nCols + column]!;
  }

  /** A copy of column `j`. */
  column(j: number): Float32Array | Float64Array {
    const [nRows, nCols] = this.shape;
    checkOption(Number.isInteger(j) && j >= 0 && j < nCols, "DenseMatrix.column", "j", `from 0 to ${nCols - 1}`, j);
    const out = this.data instanceof Float32Array ? new Float32Array(nRows) : new Float64Array(nRows);
    for (let i = 0; i < nRows; i++) out[i] = this.data[i * nCols + j]!;
    return out;
  }

  /** The given rows, in the given order, as a new matrix. */
  takeRows(indices: Int32Array): DenseMatrix {
    const [nRows, nCols] = this.shape;
    const length = indices.length * nCols;
    const out = this.data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
    indices.forEach((row, i) => {
      if (row < 0 || row >= nRows)
        throw new ShapeError({ what: "row index", expected: `0 … ${nRows - 1}`, got: String(row) });
      out.set(this.data.subarray(row * nCols, (row + 1) * nCols), i * nCols);
    });
    return new DenseMatrix([indices.length, nCols], out);
  }

  toString(): string {
    const [nRows, nCols] = this.shape;
    const rows = edge(nRows).map((i) =>
      i < 0
        ? " …"
        : ` [${edge(nCols)
            .map((j) => this.#text(i, j))
            .join(", ")}]`,
    );
    return `DenseMatrix ${nRows} × ${nCols} ${this.dtype}\n${rows.join("\n")}`;
  }

  toMimeBundle(): MimeBundle {
    const [nRows, nCols] = this.shape;
    const columns = edge(nCols);
    const cells = edge(nRows).map((i) => columns.map((j) => `<td>${i < 0 ? "…" : escapeHtml(this.#text(i, j))}</td>`));
    const body = cells.map((row) => `<tr>${row.join("")}</tr>`).join("");
    const caption = `${nRows} × ${nCols} ${this.dtype}`;
    return { "text/plain": this.toString(), "text/html": `<table><caption>${caption}</caption>${body}</table>` };
  }

  #text(i: number, j: number): string {
    return j < 0 ? "…" : String(Number(this.data[i * this.shape[1] + j]!.toPrecision(6)));
  }

  static {
    registerDisplay(DenseMatrix.prototype);
  }
}

/** All positions of a short axis; the first and last three of a long one with −1 between. */
function edge(length: number): number[] {
  if (length <= 7) return Array.from({ length }, (_, i) => i);
  return [0, 1, 2, -1, length - 3, length - 2, length - 1];
}
