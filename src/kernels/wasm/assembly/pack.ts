// Packing decoded rows for the stripe cache. Counts 0..254 take one byte, 255 points to the escapes.

// Returns how many values escape; counts and escapes are written, `escapes` up to `capacity` of them.
function packValues(nnz: i32, values: usize, counts: usize, escapes: usize, capacity: i32): i32 {
  let found: i32 = 0;
  for (let i: usize = 0; i < <usize>nnz; i++) {
    const value = load<f32>(values + (i << 2));
    const small = <u32><i32>value;
    // The bits are compared, so that -0 (which would come back as 0) and NaN escape.
    if (small < 255 && reinterpret<u32>(<f32>small) == reinterpret<u32>(value)) {
      store<u8>(counts + i, <u8>small);
    } else {
      store<u8>(counts + i, 255);
      if (found < capacity) store<f32>(escapes + (<usize>found << 2), value);
      found++;
    }
  }
  return found;
}

export function pack_values(nnz: i32, values: usize, counts: usize, escapes: usize, capacity: i32): i32 {
  return packValues(nnz, values, counts, escapes, capacity);
}

export function narrow_indices(nnz: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>nnz; i++) store<u16>(to + (i << 1), <u16>load<u32>(from + (i << 2)));
}

export function row_totals(nRows: i32, indptr: usize, values: usize, totals: usize): void {
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const end = load<i32>(indptr + (row << 2), 4);
    let total: f64 = 0;
    for (let i = load<i32>(indptr + (row << 2)); i < end; i++) total += <f64>load<f32>(values + (<usize>i << 2));
    store<f64>(totals + (row << 3), total);
  }
}
