import { ShapeError } from "../core/index.js";

/** The positions where the mask is true (not 0), ascending. */
export function maskToRows(mask: ArrayLike<number | boolean>, nRows: number, where = "mask"): Int32Array {
  if (mask.length !== nRows) {
    throw new ShapeError({ what: "mask length", where, expected: `${nRows}, one per row`, got: String(mask.length) });
  }
  let count = 0;
  for (let row = 0; row < nRows; row++) if (mask[row]) count++;
  const rows = new Int32Array(count);
  for (let row = 0, i = 0; row < nRows; row++) if (mask[row]) rows[i++] = row;
  return rows;
}
