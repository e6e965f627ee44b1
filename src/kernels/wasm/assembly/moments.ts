import { columnAt, startEscapes, valueAt } from "./values";

// moments[2c] += x*s, moments[2c + 1] += (x*s)^2: one 16-byte load, add and store for each entry.
function addMoments<I, V>(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, moments: usize): void {
  startEscapes(escapes);
  let i = load<i32>(indptr);
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const factor = load<f64>(scale + (row << 3));
    const end = load<i32>(indptr + (row << 2), 4);
    for (; i < end; i++) {
      const at = moments + (<usize>columnAt<I>(indices, i) << 4);
      const value = <f64>valueAt<V>(values, i) * factor;
      store<f64>(at, load<f64>(at) + value);
      store<f64>(at, load<f64>(at, 8) + value * value, 8);
    }
  }
}

export function moments_16_8(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, moments: usize): void {
  addMoments<u16, u8>(nRows, indptr, indices, values, escapes, scale, moments);
}
export function moments_32_8(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, moments: usize): void {
  addMoments<u32, u8>(nRows, indptr, indices, values, escapes, scale, moments);
}
export function moments_16_32(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, moments: usize): void {
  addMoments<u16, f32>(nRows, indptr, indices, values, escapes, scale, moments);
}
export function moments_32_32(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, moments: usize): void {
  addMoments<u32, f32>(nRows, indptr, indices, values, escapes, scale, moments);
}
